/** The first row of a day. */
export function DayDivider({ rowKey, label }: { rowKey: string; label: string }) {
  return <h2 class="divider" data-key={rowKey}>{label}</h2>;
}

/** Stands above the first message that was not read when the room was opened. */
export function NewDivider({ rowKey }: { rowKey: string }) {
  return <h2 class="divider" data-kind="new" data-key={rowKey}>New</h2>;
}
