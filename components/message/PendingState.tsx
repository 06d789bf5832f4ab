import { Icon } from "../ui/Icon.tsx";

interface PendingStateProps {
  /** What is under way. */
  what: keyof typeof WORDS;
  /** Why it was not done, as a sentence; null while it waits or is under way. */
  failure: string | null;
  onRetry: () => void;
  onDiscard: () => void;
}

const WORDS = {
  post: { wait: "Waiting to be sent", failed: "Not sent" },
  edit: { wait: "Waiting to be changed", failed: "Not changed" },
  delete: { wait: "Waiting to be deleted", failed: "Not deleted" },
};

/** Below one's own message until the server has confirmed it, or what is to become of it. */
export function PendingState({ what, failure, onRetry, onDiscard }: PendingStateProps) {
  const { wait, failed } = WORDS[what];
  if (failure === null) {
    return (
      <span class="message-wait" title={wait}>
        <Icon name="clock" size={12} />
        <span class="visually-hidden">{wait}</span>
      </span>
    );
  }
  return (
    <>
      <div class="not-sent">
        <span>{failed}</span>
        <span aria-hidden="true">·</span>
        <button type="button" class="text-button" onClick={onRetry}>Retry</button>
        <span aria-hidden="true">·</span>
        <button type="button" class="text-button" onClick={onDiscard}>Discard</button>
      </div>
      <div class="message-note">{failure}</div>
    </>
  );
}
