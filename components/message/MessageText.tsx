import { isEmojiOnly, type Token, tokenize } from "./rich_text.ts";

/** A message's text with links, code and line breaks. Everything in it is text, never markup. */
export function MessageText({ text }: { text: string }) {
  return (
    <div class="message-text" dir="auto" data-emoji={isEmojiOnly(text) || undefined}>
      {tokenize(text).map(showToken)}
    </div>
  );
}

function showToken(token: Token) {
  switch (token.kind) {
    case "text":
      return token.text;
    case "code":
      return <code>{token.text}</code>;
    case "block":
      return <pre tabIndex={0}><code>{token.text}</code></pre>;
    case "link":
      return (
        <a href={token.href} target="_blank" rel="noopener noreferrer nofollow">{token.text}</a>
      );
    case "mark":
      return null;
  }
}
