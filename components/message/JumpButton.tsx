import { Icon } from "../ui/Icon.tsx";

/** Floats over the log's end while one reads further up. */
export function JumpButton({ unread, onClick }: { unread: number; onClick: () => void }) {
  return (
    <div class="jump">
      <button type="button" class="button" data-unread={unread > 0 || undefined} onClick={onClick}>
        <Icon name="arrowDown" />
        {jumpText(unread)}
      </button>
    </div>
  );
}

function jumpText(unread: number): string {
  if (unread === 0) return "Jump to latest";
  return unread === 1 ? "1 new message" : `${unread} new messages`;
}
