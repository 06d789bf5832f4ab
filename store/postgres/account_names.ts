import type { ListedAccount, UserStore } from "../../accounts/ports.ts";
import type { Account } from "../../protocol/entities.ts";
import { statement } from "../../postgres/statement.ts";
import { BEFORE_ID, BEFORE_NAME, foldQuery, type Name, parseNames } from "../account_names.ts";
import type { Database, Queries, Transaction } from "./database.ts";

const ACCOUNTS = "u.claimed_key IS NOT NULL";
const IN_USE = `${ACCOUNTS} AND u.deactivated_at IS NULL`;
const EVERYBODY = `(${ACCOUNTS} OR EXISTS (SELECT 1 FROM sessions WHERE user_key = u.key))`;

/** As one text, because 100,000 rows take longer. With the revision they are of, in one snapshot. */
const namesOf = (who: string) =>
  statement(
    `SELECT (SELECT value FROM accounts_revision) AS revision,
       (SELECT string_agg(u.name || '${BEFORE_ID}' || u.id, '${BEFORE_NAME}')
        FROM users u WHERE ${who}) AS names`,
  );

const ACCOUNT_NAMES = namesOf(ACCOUNTS);
const NAMES_IN_USE = namesOf(IN_USE);
const ALL_NAMES = namesOf(EVERYBODY);
const REVISION = statement("SELECT value AS revision FROM accounts_revision");
const REVISE = statement("UPDATE accounts_revision SET value = value + 1");
const LISTED = statement(
  `SELECT u.id, u.name, u.role, u.created_at AS "createdAt",
     u.deactivated_at AS "deactivatedAt", u.last_seen_at AS "lastUsedAt",
     coalesce((SELECT messages FROM message_counts WHERE user_key = u.key), 0) AS messages
   FROM unnest($1::text[]) WITH ORDINALITY AS a (id, n) JOIN users u ON u.id = a.id ORDER BY a.n`,
);
const FOUND = statement(
  `SELECT u.id, u.name, u.role
   FROM unnest($1::text[]) WITH ORDINALITY AS a (id, n) JOIN users u ON u.id = a.id
   WHERE ${IN_USE} ORDER BY a.n`,
);

/** Finding people by name. Names are kept until an account is made or changed, on whichever instance: asking whether one was
 *  takes a moment, reading 100,000 of them takes long. */
export function nameSearch(db: Database): Pick<UserStore, "listAccounts" | "searchAccounts"> {
  let kept: { revision: number; names: Name[] } | null = null;
  return {
    listAccounts: ({ query, guests, offset, limit }) =>
      db.snapshot(async (queries) => {
        const asked = foldQuery(query);
        const { names } = await read(queries, guests ? ALL_NAMES : ACCOUNT_NAMES);
        const found = names.filter(({ folded }) => folded.includes(asked));
        const ids = found.slice(offset, offset + limit).map(({ id }) => id);
        const accounts = await queries.query<ListedAccount>(LISTED, ids);
        return { accounts, total: found.length };
      }),

    searchAccounts: (query, limit) =>
      db.read(async (queries) => {
        const { revision } = (await queries.first<{ revision: number }>(REVISION))!;
        if (kept?.revision !== revision) kept = await read(queries, NAMES_IN_USE);
        const asked = foldQuery(query);
        const ids: string[] = [];
        for (const { folded, id } of kept.names) {
          if (ids.length === limit) break;
          if (folded.includes(asked)) ids.push(id);
        }
        return await queries.query<Account>(FOUND, ids);
      }),
  };
}

/** To be said in each transaction that makes an account or changes one. */
export function noteAccounts(transaction: Transaction): void {
  transaction.send(REVISE);
}

async function read(
  queries: Queries,
  which: typeof ALL_NAMES,
): Promise<{ revision: number; names: Name[] }> {
  const row = await queries.first<{ revision: number; names: string | null }>(which);
  return { revision: row!.revision, names: parseNames(row!.names) };
}
