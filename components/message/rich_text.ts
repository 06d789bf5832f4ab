/** A piece of a message's text. Joined, the texts of all tokens are the message again; a "mark" only
 *  means something (backticks, fences) and is not shown. */
export type Token =
  | { kind: "text" | "code" | "block" | "mark"; text: string }
  | { kind: "link"; text: string; href: string };

/** Where something other than plain text may begin. */
const OPENERS = /`+|https?:\/\/|www\./gi;
/** An address goes on until a space, a quote, a bracket of markup or a character that hides or turns text. */
const ADDRESS = /[^\s<>"`\p{Cc}\p{Cf}]+/uy;
const WORD = /[\p{L}\p{N}_]/u;
/** A fence's first line may name a language. */
const FENCE_HEAD = /[\w+#.-]*[ \t]*\n/y;

/** Splits a message into text, links, `code` and fenced blocks. Time is linear in its length. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let done = 0;
  OPENERS.lastIndex = 0;
  for (let hit = OPENERS.exec(source); hit; hit = OPENERS.exec(source)) {
    const found = read(source, hit.index, hit[0]);
    if (!found) continue;
    const end = hit.index + found.reduce((length, token) => length + token.text.length, 0);
    OPENERS.lastIndex = end;
    if (found[0]!.kind === "text") continue;
    if (hit.index > done) tokens.push({ kind: "text", text: source.slice(done, hit.index) });
    tokens.push(...found);
    done = end;
  }
  if (done < source.length) tokens.push({ kind: "text", text: source.slice(done) });
  return tokens;
}

function read(source: string, at: number, opener: string): Token[] | null {
  if (!opener.startsWith("`")) return readLink(source, at, opener);
  const fence = opener.length === 3 && (at === 0 || source[at - 1] === "\n");
  return (fence ? readBlock(source, at) : null) ?? readCode(source, at, opener);
}

function readBlock(source: string, at: number): Token[] | null {
  const close = source.indexOf("```", at + 3);
  if (close < 0) return null;
  FENCE_HEAD.lastIndex = at + 3;
  const start = FENCE_HEAD.test(source) ? FENCE_HEAD.lastIndex : at + 3;
  const end = source[close - 1] === "\n" ? close - 1 : close;
  if (source.slice(start, end).trim() === "") return null;
  const after = source[close + 3] === "\n" ? close + 4 : close + 3;
  return [
    { kind: "mark", text: source.slice(at, start) },
    { kind: "block", text: source.slice(start, end) },
    { kind: "mark", text: source.slice(end, after) },
  ];
}

function readCode(source: string, at: number, marks: string): Token[] | null {
  const start = at + marks.length;
  const close = source.indexOf(marks, start);
  if (close < 0) return null;
  const text = source.slice(start, close);
  if (text.trim() === "" || text.includes("\n")) return null;
  return [{ kind: "mark", text: marks }, { kind: "code", text }, { kind: "mark", text: marks }];
}

function readLink(source: string, at: number, opener: string): Token[] | null {
  if (at > 0 && WORD.test(source[at - 1]!)) return null;
  ADDRESS.lastIndex = at;
  const run = ADDRESS.exec(source)![0];
  const text = leaveSentence(run);
  const href = opener.toLowerCase() === "www." ? `https://${text}` : text;
  // What is no address is passed over as a whole: reading it again from the middle would be quadratic.
  return isAddress(href) ? [{ kind: "link", text, href }] : [{ kind: "text", text: run }];
}

/** Leaves off the end what belongs to the sentence: "(see https://example.com/a_(b))." keeps "a_(b)". */
function leaveSentence(address: string): string {
  let excess = address.split(")").length - address.split("(").length;
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1]!;
    if (last === ")" && excess > 0) excess--;
    else if (!".,;:!?'*~]}…".includes(last)) break;
  }
  return address.slice(0, end);
}

function isAddress(href: string): boolean {
  if (!URL.canParse(href)) return false;
  const labels = new URL(href).hostname.split(".").filter((label) => label !== "");
  return labels.length > (labels[0] === "www" ? 2 : 0);
}

const EMOJI = /[\p{Extended_Pictographic}\p{RI}]/u;
const EMOJI_ONLY = /^[\p{Extended_Pictographic}\p{RI}\p{M}\p{Emoji_Modifier}\u200d\s]+$/u;

/** More emoji than this are a text. */
const LARGE_EMOJI = 3;
/** Longer than that many can be, in UTF-16 code units: a joined family has 11. */
const LARGE_EMOJI_LENGTH = 40;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Whether a message is one to three emoji and nothing else, to be shown larger. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > LARGE_EMOJI_LENGTH || !EMOJI.test(text) || !EMOJI_ONLY.test(text)) return false;
  return [...graphemes.segment(text.replace(/\s/g, ""))].length <= LARGE_EMOJI;
}
