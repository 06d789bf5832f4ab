import { Icon } from "../ui/Icon.tsx";

/** Floats over the log's end while one reads further up. */
export function JumpButton({ unread, onClick }: { unread: number; onClick: () => void }) {
  return (
    <div class="jump">
      <button type="button" class="button" onClick={onClick}>
        <span>
          {unread === 0 ? "Jump to latest" : (
            <>
              <span class="jump-count">{unread} new</span> {unread === 1 ? "message" : "messages"}
            </>
          )}
        </span>
        <Icon name="arrowDown" />
      </button>
    </div>
  );
}
