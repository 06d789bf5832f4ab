import type { Result } from "../../protocol/errors.ts";
import type { Ask } from "../connection/ask.ts";
import type { OutgoingItem } from "./outgoing_item.ts";

/** Makes the request that a change is made by.
 *  @param done runs at a successful reply's place in the stream of events, with the version at which the log shows the
 *  change: for a post its seq
 *  @throws {ConnectionLost} when no answer will come */
export function sendChange(
  { id, room, change }: OutgoingItem,
  ask: Ask,
  done: (version: number) => void,
): Promise<Result<unknown>> {
  switch (change.kind) {
    case "post":
      return ask("message.send", { room, id, ...change.content }, ({ seq }) => done(seq));
    case "edit": {
      const { seq, base, content: { text } } = change;
      return ask("message.edit", { room, seq, base, text }, ({ version }) => done(version));
    }
    case "delete":
      return ask("message.delete", { room, seq: change.seq }, ({ version }) => done(version));
  }
}
