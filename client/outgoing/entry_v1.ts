import type { OutgoingChange } from "./outgoing_item.ts";
import type { StoredItem } from "./outgoing_store.ts";

/** What pages of the first version have left: messages and changes to them in one shape. */
export interface EntryV1 {
  user: string;
  id: string;
  room: string;
  /** Empty for a deletion. */
  text: string;
  at: number;
  replyTo?: number;
  failure: string | null;
  /** Absent: it is a new message. */
  change?: { kind: "edit" | "delete"; seq: number };
  order: number;
  tab: string;
}

/** The same as it is kept now. */
export function fromV1({ text, replyTo, failure, change, ...rest }: EntryV1): StoredItem {
  return {
    ...rest,
    change: changeFromV1({ text, replyTo, change }),
    state: failure === null ? { status: "queued" } : { status: "refused", failure },
  };
}

function changeFromV1(
  { text, replyTo, change }: Pick<EntryV1, "text" | "replyTo" | "change">,
): OutgoingChange {
  if (!change) return { kind: "post", content: { text, replyTo } };
  if (change.kind === "delete") return { kind: "delete", seq: change.seq };
  return { kind: "edit", seq: change.seq, content: { text }, base: 0 };
}
