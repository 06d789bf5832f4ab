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
  const bytes = utf8Bytes(text);
  const left = limit - bytes;
  // People count characters. What comes next is written like what stands there: in Greek a character takes two bytes.
  const bytesEach = bytes / [...text].length;
  if (left < 0) {
    const over = characters(Math.ceil(-left / bytesEach));
    return { tooLong: true, text: `About ${over} too long. Shorten it, or send it in two parts.` };
  }
  const room = Math.floor(left / bytesEach);
  const words = room === 0 ? "No character left" : `About ${characters(room)} left`;
  return { tooLong: false, text: words };
}

function characters(count: number): string {
  return count === 1 ? "1 character" : `${count} characters`;
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
