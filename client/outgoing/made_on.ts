import type { OutgoingChange, OutgoingItem } from "./outgoing_item.ts";

/** Whether an item was made on top of another one, by somebody who saw it: not so when two tabs, or somebody in one before
 *  it took over what the other had left, edit one message. */
export function isMadeOn({ change }: OutgoingItem, other: OutgoingItem): boolean {
  return change.kind === "edit" && change.on === other.id;
}

/** A change that takes the place of the one it was made on, which the server does not have: it is made on what that was
 *  made on, or, where that was refused, on what stood in its way. */
export function inPlaceOf(change: OutgoingChange, earlier: OutgoingItem): OutgoingChange {
  if (change.kind !== "edit" || earlier.change.kind !== "edit") return change;
  const { on: _on, ...rest } = change;
  const { on } = earlier.change;
  return on === undefined || earlier.state.status === "refused" ? rest : { ...rest, on };
}
