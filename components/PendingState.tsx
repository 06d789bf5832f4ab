import { Icon } from "./Icon.tsx";

interface PendingStateProps {
  /** Why the message was not sent, as a sentence; null while it waits or is under way. */
  failure: string | null;
  onRetry: () => void;
  onDiscard: () => void;
}

/** Below one's own message until the server has confirmed it. */
export function PendingState({ failure, onRetry, onDiscard }: PendingStateProps) {
  if (failure === null) {
    return (
      <span class="message-wait" title="Waiting to be sent">
        <Icon name="clock" size={12} />
        <span class="visually-hidden">Waiting to be sent</span>
      </span>
    );
  }
  return (
    <>
      <div class="not-sent">
        <span>Not sent</span>
        <span aria-hidden="true">·</span>
        <button type="button" class="text-button" onClick={onRetry}>Retry</button>
        <span aria-hidden="true">·</span>
        <button type="button" class="text-button" onClick={onDiscard}>Discard</button>
      </div>
      <div class="message-note">{failure}</div>
    </>
  );
}
