import { COUNTED_UNREAD } from "../../protocol/limits.ts";
import { Icon } from "../ui/Icon.tsx";

export interface JumpButtonProps {
  /** How many messages; COUNTED_UNREAD stands for that many or more. */
  unread: number;
  /** When the first of them was written, as the reader writes times; empty where that is not known. */
  since: string;
  onClick: () => void;
}

/** Floats over the log's end while one reads further up: "60 new since 4:10 PM · Jump to latest". */
export function JumpButton({ unread, since, onClick }: JumpButtonProps) {
  const count = unread < COUNTED_UNREAD ? unread : `${COUNTED_UNREAD - 1}+`;
  const name = unread === 1 ? "1 new message" : `${count} new messages`;
  return (
    <div class="jump">
      <button
        type="button"
        class="jump-pill"
        aria-label={unread === 0 ? undefined : name}
        onClick={onClick}
      >
        {unread > 0 && (
          <>
            <span>
              <span class="jump-count">{count} new</span>
              {since !== "" && ` since ${since}`}
            </span>
            <span aria-hidden="true">·</span>
          </>
        )}
        Jump to latest
        <Icon name="arrowDown" />
      </button>
    </div>
  );
}
