import { publicUser } from "../../protocol/entities.ts";
import { FOUND_USERS } from "../../protocol/limits.ts";
import { hasAccount } from "../../protocol/roles.ts";
import type { Commands } from "./context.ts";
import { claimFirst } from "./errors.ts";

/** Finding people to talk to. */
export const peopleCommands: Commands<"user.find"> = {
  "user.find": async (context, connection, { type, ref, query }) => {
    if (!hasAccount(connection.account!)) return connection.refuse(ref, claimFirst());
    const found = await context.identities.searchAccounts(query, FOUND_USERS);
    connection.reply(ref, type, { users: found.map(publicUser) });
  },
};
