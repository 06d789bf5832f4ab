/** What people have put into chats to take over terminals. */
export const HOSTILE_TEXTS = [
  "\x1b[2J\x1b[H cleared",
  "\x1b[31mred\x1b[0m",
  "\x1b]0;title\x07",
  "\x1b]52;c;cm0gLXJmIC8=\x07 the clipboard",
  "\x1b]8;;https://evil.example\x1b\\a link\x1b]8;;\x1b\\",
  "\x1bP+q544e\x1b\\ a question to the terminal",
  "\x1b[6n\x1b[c\x1b[>c answers typed for you",
  "\x1bc reset",
  "\x1b#8 a screen of E",
  "\x9b2J C1 control sequence",
  "\x9d52;c;aGk=\x9c C1 clipboard",
  "\x90q\x9c C1 device control",
  "\x85 next line",
  "\u202egnp.exe overridden",
  "\u202a\u202b\u202c\u202d embedded",
  "\u2066\u2067\u2068\u2069 isolated",
  "\u2028 line \u2029 paragraph",
  "back\b\b\b\bspaced",
  "over\rwritten",
  "bell\x07 null\0 shift\x0e\x0f delete\x7f",
  "\ufeff\ufff9hidden\ufffa\ufffb",
  "half \ud800 a pair",
];

/** What may not be in anything that is written to a terminal from others, line breaks apart. */
// deno-lint-ignore no-control-regex -- they are what is looked for
export const DANGEROUS = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/;
