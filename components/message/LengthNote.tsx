import { fitsBytes, utf8Bytes } from "../../protocol/bytes.ts";

/** The length is told when this many bytes are left, and not before. */
const TELL_BELOW_BYTES = 500;

/** How a text stands to the limit. */
export interface LengthState {
  tooLong: boolean;
  /** A sentence. */
  text: string;
}

/** How a text stands to the limit; null while there is room enough.
 *  @param limit longest text, in UTF-8 bytes */
export function lengthState(text: string, limit: number): LengthState | null {
  if (fitsBytes(text, limit - TELL_BELOW_BYTES)) return null;
  const left = limit - utf8Bytes(text);
  return left >= 0 ? { tooLong: false, text: `${bytes(left)} left` } : {
    tooLong: true,
    text: `Too long by ${bytes(-left)}. Shorten it, or send it in two parts.`,
  };
}

function bytes(count: number): string {
  return count === 1 ? "1 byte" : `${count} bytes`;
}

/** Says so, below or above the field. Always there, so that a screen reader hears what is put into it. */
export function LengthNote({ id, state }: { id: string; state: LengthState | null }) {
  return (
    <span
      id={id}
      class="composer-note"
      data-kind={state?.tooLong ? "error" : undefined}
      aria-live="polite"
    >
      {state?.text}
    </span>
  );
}
