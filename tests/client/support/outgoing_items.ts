import type { OutgoingItem } from "../../../client/outgoing/outgoing_item.ts";

/** A new message of the room "general" on its way. */
export function post(id: string, fields: Partial<OutgoingItem> & { text?: string } = {}) {
  const { text = id, ...rest } = fields;
  return made({ id, change: { kind: "post", content: { text } }, ...rest });
}

/** An edit of the message with this seq. */
export function edit(seq: number, text: string, fields: Partial<OutgoingItem> = {}) {
  const change = { kind: "edit", seq, content: { text }, base: seq } as const;
  return made({ id: `edit-${seq}-${text}`, change, ...fields });
}

export const refused = (failure: string) => ({ status: "refused", failure }) as const;

function made(fields: Pick<OutgoingItem, "id" | "change"> & Partial<OutgoingItem>): OutgoingItem {
  return { room: "general", at: 1, order: 1, state: { status: "queued" }, ...fields };
}
