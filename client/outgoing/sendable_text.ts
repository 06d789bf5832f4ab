/** What nobody types and the server refuses: control characters, tab and line breaks apart. */
// deno-lint-ignore no-control-regex -- they are what it is about
const CONTROLS = /[\0-\x08\v\f\x0e-\x1f\x7f]/g;

/** A text with "\n" for every line break, and without the control characters that terminals, tables and PDFs
 *  leave in what is copied from them. */
export function withoutControls(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(CONTROLS, "");
}

/** A text as the server takes it; half a surrogate pair becomes U+FFFD. */
export function sendableText(text: string): string {
  return withoutControls(text).toWellFormed();
}
