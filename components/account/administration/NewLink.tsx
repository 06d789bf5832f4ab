import { asset } from "fresh/runtime";
import type { ReaderClock } from "../../../protocol/clock_text.ts";
import { Timestamp } from "../../ui/page/Timestamp.tsx";
import { QrCode, type QrModules } from "./QrCode.tsx";

export interface NewLinkProps {
  /** What it is, as a sentence. */
  text: string;
  url: string;
  /** The same as a picture. */
  qr: QrModules;
  /** When it ends, in milliseconds since the epoch. */
  expiresAt: number;
  clock: ReaderClock;
}

/** A link that was just made and is shown this once: nothing but its hash is kept. */
export function NewLink({ text, url, qr, expiresAt, clock }: NewLinkProps) {
  return (
    <section class="new-link" aria-labelledby="new-link-title">
      <div class="new-link-words">
        <h2 class="section-title" id="new-link-title">{text}</h2>
        <div class="new-link-field">
          <input
            class="input code"
            id="new-link"
            aria-label="The link"
            readOnly
            autofocus
            value={url}
          />
          <button
            class="button needs-script"
            data-kind="primary"
            type="button"
            data-copies="new-link"
          >
            Copy
          </button>
        </div>
        <p class="section-text">
          Copy it now: it is not shown again. It works until{" "}
          <Timestamp at={expiresAt} clock={clock} />.
        </p>
      </div>
      <QrCode modules={qr} label="The link as a QR code" />
      <script type="module" src={asset("/copy.js")} />
    </section>
  );
}
