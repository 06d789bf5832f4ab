import { cutAddress } from "./cut_address.ts";
import { isEmojiOnly, type Token, tokenize } from "./rich_text.ts";

/** A message's text with links, code and line breaks. Everything in it is text, never markup.
 *  @param edited whether it was another one before */
export function MessageText({ text, edited }: { text: string; edited?: boolean }) {
  return (
    <div
      class="message-text"
      dir="auto"
      data-emoji={isEmojiOnly(text) || undefined}
      data-edited={edited || undefined}
    >
      {tokenize(text).map(showToken)}
    </div>
  );
}

function showToken(token: Token, index: number, tokens: readonly Token[]) {
  switch (token.kind) {
    case "text":
      return token.text;
    case "code":
      return <code>{token.text}</code>;
    case "block":
      return showCode(token.text, languageOf(tokens[index - 1]));
    case "link":
      return showLink(token);
    case "mark":
      return null;
  }
}

/** Its button has no word of its own, so that the text of a message is what was written; see `copy_code.ts`. */
function showCode(text: string, language: string) {
  return (
    <div class="code-well" data-language={language || undefined}>
      <button type="button" class="code-copy needs-script" aria-label="Copy the code" />
      <pre tabIndex={0}><code>{text}</code></pre>
    </div>
  );
}

/** What stands beside the fence that opens a block. */
function languageOf(fence: Token | undefined): string {
  return fence?.text.replace(/^`+/, "").trim() ?? "";
}

function showLink({ href, text }: { href: string; text: string }) {
  const cut = cutAddress(text);
  const shown = cut && (
    <>
      <span class="link-cut">{cut.scheme}</span>
      {cut.start}
      <span class="link-cut">{cut.middle}</span>
      <span class="link-end">{cut.end}</span>
    </>
  );
  return (
    <a
      href={href}
      title={cut ? text : undefined}
      target="_blank"
      rel="noopener noreferrer nofollow"
    >
      {shown ?? text}
    </a>
  );
}
