import { Moment } from "./Moment.tsx";
import type { ReadersTime } from "./moment_text.ts";
import { QrCode, type QrModules } from "./QrCode.tsx";

export interface ShownLink {
  /** What it is, as a sentence. */
  text: string;
  url: string;
  /** The same as a picture. */
  qr: QrModules;
  /** When it ends, in milliseconds since the epoch. */
  expiresAt: number;
  clock: ReadersTime;
}

/** A link that was just made and is shown this once: nothing but its hash is kept. */
export function OnceLink({ text, url, qr, expiresAt, clock }: ShownLink) {
  return (
    <section class="once" aria-labelledby="once-title">
      <div class="once-words">
        <h2 class="section-title" id="once-title">{text}</h2>
        <input
          class="input code"
          aria-label="The link"
          readOnly
          autofocus
          value={url}
        />
        <p class="section-text">
          Copy it now: it is not shown again. It works until{" "}
          <Moment at={expiresAt} clock={clock} />.
        </p>
      </div>
      <QrCode modules={qr} label="The link as a QR code" />
    </section>
  );
}
