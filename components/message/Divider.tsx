interface DividerProps {
  /** Identifies the row to the scroll anchor. */
  rowKey: string;
  text: string;
  /** What it stands above: the first message of a day, or the first that was not read when the room was opened. */
  kind: "day" | "new";
}

/** A line across the log. */
export function Divider({ rowKey, text, kind }: DividerProps) {
  return <h2 class="divider" data-kind={kind} data-key={rowKey}>{text}</h2>;
}
