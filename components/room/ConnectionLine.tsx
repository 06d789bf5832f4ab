interface ConnectionLineProps {
  /** What happens now: "Reconnecting". */
  text: string;
  /** Seconds until the next attempt; null when one is under way or none will come. */
  seconds: number | null;
  /** What it means for what one writes. */
  promise: string | null;
  /** What can be done about it, if anything. */
  action: { label: string; onClick: () => void } | null;
}

/** The line under the header while there is no connection. The countdown is for eyes only: read out, it
 *  would start anew each second. */
export function ConnectionLine({ text, seconds, promise, action }: ConnectionLineProps) {
  return (
    <div class="connection-line">
      <span>
        {text}
        {seconds !== null && <span aria-hidden="true">{` in ${seconds} s`}</span>}
        {promise && ` · ${promise}`}
      </span>
      {action && (
        <button type="button" class="text-button" onClick={action.onClick}>{action.label}</button>
      )}
    </div>
  );
}
