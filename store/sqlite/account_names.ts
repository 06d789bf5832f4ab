import type { DatabaseSync } from "node:sqlite";
import type { ListedAccount, UserStore } from "../../accounts/ports.ts";
import type { Account } from "../../protocol/entities.ts";
import { BEFORE_ID, BEFORE_NAME, foldQuery, type Name, parseNames } from "../account_names.ts";
import type { ReadCall } from "./call_declaration.ts";

const ACCOUNTS = "u.claimed_key IS NOT NULL";
const IN_USE = `${ACCOUNTS} AND u.deactivated_at IS NULL`;
const EVERYBODY = `(${ACCOUNTS} OR EXISTS (SELECT 1 FROM sessions s WHERE s.user = u.key))`;

/** For admins, who may look at everybody: reads all names. */
export const listAccounts: ReadCall<UserStore["listAccounts"]> = {
  kind: "read",
  prepare(db) {
    const accounts = prepareNames(db, ACCOUNTS);
    const everybody = prepareNames(db, EVERYBODY);
    const find = db.prepare(
      `SELECT u.id, u.name, u.role, u.created_at AS createdAt, u.deactivated_at AS deactivatedAt,
         u.last_seen_at AS lastUsedAt,
         ifnull((SELECT messages FROM message_counts WHERE user = u.key), 0) AS messages
       FROM users u WHERE u.id = ?`,
    );
    return ({ query, guests, offset, limit }) => {
      const asked = foldQuery(query);
      const found = (guests ? everybody : accounts)().filter(({ folded }) =>
        folded.includes(asked)
      );
      return {
        accounts: found.slice(offset, offset + limit)
          .map(({ id }) => find.get(id) as unknown as ListedAccount),
        total: found.length,
      };
    };
  },
};

/** For everybody, with each letter they type: the names are kept until an account is made or changed. Of 100,000 that takes
 *  10 MB, and reading them 80 ms, for which all other reads wait; looking through them takes 5 ms at most. */
export const searchAccounts: ReadCall<UserStore["searchAccounts"], [revision: number]> = {
  kind: "read",
  prepare(db) {
    const read = prepareNames(db, IN_USE);
    const find = db.prepare(
      `SELECT u.id, u.name, u.role FROM users u WHERE u.id = ? AND ${IN_USE}`,
    );
    let kept: { revision: number; names: Name[] } | null = null;
    return (query, limit, revision) => {
      if (kept?.revision !== revision) kept = { revision, names: read() };
      const asked = foldQuery(query);
      const found: Account[] = [];
      for (const { folded, id } of kept.names) {
        if (found.length === limit) break;
        const account = folded.includes(asked) ? find.get(id) : undefined;
        // Undefined: deactivated a moment ago.
        if (account !== undefined) found.push(account as unknown as Account);
      }
      return found;
    };
  },
  cached: (reads, read) => read(reads.accountsRevision),
};

/** The names of some users, by name, then id. Read as one text, because 100,000 rows take a second. */
function prepareNames(db: DatabaseSync, who: string): () => Name[] {
  const select = db.prepare(
    `SELECT group_concat(u.name || '${BEFORE_ID}' || u.id, '${BEFORE_NAME}') AS names
     FROM users u WHERE ${who}`,
  );
  return () => parseNames(select.get()?.names as string | null);
}
