import { hasAccount } from "../../protocol/roles.ts";
import type { Connection } from "./connection.ts";

/** Who has sent a whole frame within this time, in seconds, is in the middle of none, or began it just now. */
const SILENT_SECONDS = 2;
/** Most groups of guests, and most of people with an account. */
const GROUPS = 20;

/** Connections that may hold a message which has no end yet: nobody can see which do. In groups, those first that cost others
 *  least: whoever has not said who they are, then guests, then people with an account, each address together and the
 *  newest first.
 *  @param nowSeconds on the monotonic clock */
export function suspects(connections: Iterable<Connection>, nowSeconds: number): Connection[][] {
  const newcomers: Connection[] = [];
  const guests = new Map<string, Connection[]>();
  const members = new Map<string, Connection[]>();
  for (const connection of connections) {
    const { account, heardAtSecond, payer } = connection;
    if (account === null) newcomers.push(connection);
    else if (nowSeconds - heardAtSecond >= SILENT_SECONDS) {
      const byPayer = hasAccount(account) ? members : guests;
      const others = byPayer.get(payer);
      if (others) others.push(connection);
      else byPayer.set(payer, [connection]);
    }
  }
  return [newcomers, ...inGroups(guests), ...inGroups(members)].filter(({ length }) => length > 0);
}

/** A few groups, those first of whose connections the last one came last. */
function inGroups(byPayer: Map<string, Connection[]>): Connection[][] {
  const newest = (connections: Connection[]) => connections.at(-1)!.id;
  const all = [...byPayer.values()].sort((a, b) => newest(b) - newest(a));
  const size = Math.ceil(all.length / GROUPS);
  return Array.from(
    { length: Math.min(GROUPS, all.length) },
    (_, i) => all.slice(i * size, (i + 1) * size).flat(),
  );
}
