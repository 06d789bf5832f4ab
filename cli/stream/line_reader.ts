import { cutText } from "./line_text.ts";
import { fitsBytes } from "../../protocol/bytes.ts";

/** Reads a stream of bytes line by line, and no further ahead than it must. What is not UTF-8 becomes U+FFFD. */
export class LineReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";
  #isAtEnd = false;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next line without its end ("\n" or "\r\n"); null after the last one. A line that is too long comes in
   *  pieces: memory stays bounded however long it is.
   *  @param mostBytes longest line, in UTF-8 bytes, at least 64 */
  async next(mostBytes = Infinity): Promise<string | null> {
    for (;;) {
      const end = this.#text.indexOf("\n");
      const isWhole = end >= 0 || this.#isAtEnd;
      const line = end >= 0 ? this.#text.slice(0, end) : this.#text;
      if (isWhole && fitsBytes(line, mostBytes)) {
        if (end < 0 && line === "") return null;
        this.#text = this.#text.slice(line.length + 1);
        return line.replace(/\r$/, "");
      }
      if (isWhole || line.length > mostBytes) {
        const piece = cutText(line, mostBytes);
        this.#text = this.#text.slice(piece.length);
        return piece;
      }
      await this.#readMore();
    }
  }

  async #readMore(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    this.#text += this.#decoder.decode(value, { stream: !done });
    this.#isAtEnd = done === true;
  }
}
