import type { Fresh } from "./fresh_rows.ts";

interface DividerProps {
  /** Identifies the row to the scroll anchor. */
  rowKey: string;
  text: string;
  /** The date, where the text is another name for it. */
  date?: string;
  /** What it stands above: the first message of a day, or the first that was not read when the room was opened. */
  kind: "day" | "new";
  fresh?: Fresh;
}

/** A line across the log. */
export function Divider({ rowKey, text, date, kind, fresh }: DividerProps) {
  return (
    <h2 class="divider" data-kind={kind} data-key={rowKey} data-fresh={fresh}>
      {text}
      {date && <span class="divider-date">{date}</span>}
    </h2>
  );
}
