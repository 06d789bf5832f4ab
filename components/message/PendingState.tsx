import { Icon } from "../ui/Icon.tsx";
import { MessageText } from "./MessageText.tsx";

interface PendingStateProps {
  /** What is under way. */
  what: keyof typeof WORDS;
  /** Why it was not done, as a sentence; null while it waits or is under way. */
  failure: string | null;
  /** What the message says by now, where that is why an edit was not made. */
  current?: string;
  onRetry: () => void;
  onDiscard: () => void;
}

const WORDS = {
  post: { wait: "Waiting to be sent", failed: "Not sent" },
  edit: { wait: "Waiting to be changed", failed: "Not changed" },
  delete: { wait: "Waiting to be deleted", failed: "Not deleted" },
};

/** Below one's own message until the server has confirmed it, or what is to become of it. */
export function PendingState({ what, failure, current, onRetry, onDiscard }: PendingStateProps) {
  const { wait, failed } = WORDS[what];
  if (failure === null) {
    return (
      <span class="message-wait" title={wait}>
        <Icon name="clock" size={14} />
        <span class="visually-hidden">{wait}</span>
      </span>
    );
  }
  return (
    <>
      <span class="message-failed">
        <Icon name="alert" size={14} />
      </span>
      <div class="not-sent">
        <span>{failed}. {failure}{current !== undefined && " It says now:"}</span>
        {current !== undefined && (
          <blockquote class="message-current">
            <MessageText text={current} />
          </blockquote>
        )}
        <button type="button" class="text-button" onClick={onRetry}>
          {current === undefined ? "Retry" : "Keep mine"}
        </button>
        <button type="button" class="text-button" onClick={onDiscard}>Discard</button>
      </div>
    </>
  );
}
