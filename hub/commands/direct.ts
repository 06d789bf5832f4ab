import { roomNotFound, userNotFound, wireError } from "../../protocol/errors.ts";
import { TITLE_CHARACTERS } from "../../protocol/limits.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { directId } from "../rooms/direct_id.ts";
import type { Commands } from "./context.ts";
import { claimFirst } from "./errors.ts";

/** Conversations between exactly some people. */
export const directCommands: Commands<"direct.open"> = {
  "direct.open": async (context, connection, { type, ref, users }) => {
    const account = connection.account!;
    if (!hasAccount(account)) return connection.refuse(ref, claimFirst());
    const ids = [...new Set([account.id, ...users])].sort();
    const people = await context.identities.accounts(ids);
    const stranger = ids.find((id) => !people.some((person) => person.id === id));
    if (stranger !== undefined) return connection.refuse(ref, userNotFound(stranger));
    if (ids.length === 1) {
      const message = "A direct conversation takes somebody besides yourself";
      return connection.refuse(ref, wireError("bad_message", message));
    }
    const id = await directId(ids);
    let room = context.rooms.find(id, account);
    if (!room) {
      const title = people.map(({ name }) => name).sort().join(", ");
      const created = await context.storedRooms.create({
        id,
        title: [...title].slice(0, TITLE_CHARACTERS).join(""),
        topic: "",
        kind: "direct",
        members: ids.map((userId) => ({ userId, manager: false })),
      }, { account, address: connection.origin.address });
      // Taken: somebody else of them opened it at the same moment.
      room = created.ok ? created.value : context.rooms.find(id, account);
      if (!created.ok && !room) return connection.refuse(ref, created.error);
    }
    if (room?.kind !== "direct") return connection.refuse(ref, roomNotFound(id));
    connection.reply(ref, type, { room: room.info });
  },
};
