import type {
  AccountEffects,
  AccountPatch,
  NewAccount,
  NewSession,
  Outcome,
  StoredAccount,
  UserStore,
} from "../../accounts/ports.ts";
import type { User } from "../../protocol/entities.ts";
import { statement } from "../../postgres/statement.ts";
import { nameSearch, noteAccounts } from "./account_names.ts";
import { ACCOUNT_COLUMNS } from "./account_rows.ts";
import { addAudit } from "./audit.ts";
import type { Database, Transaction } from "./database.ts";
import { gatheredWrites } from "./gathered_writes.ts";
import { pruneGuests } from "./idle_guests.ts";
import { endLinks, spendLink } from "./links.ts";
import type { OrderedWrites } from "./ordered_writes.ts";
import { beginSession, endSessions, sendFirstSession } from "./sessions.ts";

const find = (where: string) => statement(`SELECT ${ACCOUNT_COLUMNS} FROM users u WHERE ${where}`);

const FIND_BY_KEY = find("u.claimed_key = $1");
const FIND_ACCOUNT = find("u.id = $1");
const FIND_OWNER = find("u.claimed_key IS NOT NULL AND u.role = 'owner'");
const ADD_GUEST = statement(
  "INSERT INTO users (id, name, created_at, last_seen_at) VALUES ($1, $2, $3, $3)",
);
const ADD_NAMED = statement(
  `INSERT INTO users (id, name, name_key, created_at) VALUES ($1, $2, $2, $3)
   ON CONFLICT (name_key) DO NOTHING`,
);
const FIND_NAMED = statement("SELECT id, name FROM users WHERE name_key = $1");
const CANNOT_CLAIM = statement(
  `SELECT 1 FROM users WHERE claimed_key = $2
     OR (id = $1 AND (claimed_key IS NOT NULL OR name_key IS NOT NULL))`,
);
const CLAIM = statement(
  `INSERT INTO users (id, name, claimed_key, password, role, created_at)
   VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (id) DO UPDATE SET name = excluded.name, claimed_key = excluded.claimed_key,
     password = excluded.password, role = excluded.role`,
);
const LOCK_ACCOUNT = statement(
  `SELECT role, password, deactivated_at AS "deactivatedAt" FROM users
   WHERE id = $1 AND claimed_key IS NOT NULL FOR NO KEY UPDATE`,
);
const KEY_OF_ANOTHER = statement("SELECT 1 FROM users WHERE claimed_key = $1 AND id <> $2");
const UPDATE = statement(
  `UPDATE users SET
     name = coalesce($2, name),
     claimed_key = coalesce($3, claimed_key),
     password = coalesce($4, password),
     role = coalesce($5, role),
     deactivated_at = CASE WHEN $6 THEN $7 ELSE deactivated_at END
   WHERE id = $1`,
);
const LOCK_BOTH = statement(
  `SELECT id FROM users WHERE (id = $1 AND role = 'owner')
     OR (id = $2 AND claimed_key IS NOT NULL AND role <> 'owner' AND deactivated_at IS NULL)
   ORDER BY key FOR NO KEY UPDATE`,
);
const SWAP = statement(
  `UPDATE users SET role = CASE id WHEN $2 THEN 'owner' ELSE 'admin' END WHERE id IN ($1, $2)`,
);

/** Guests and accounts. */
export function userStore(
  db: Database,
  ordered: OrderedWrites,
  toError: (error: unknown) => Error,
): UserStore {
  const findBy = (by: typeof FIND_OWNER, ...key: string[]) =>
    db.read((queries) => queries.first<StoredAccount>(by, ...key));
  const createGuest = gatheredWrites<NewGuest>(db, sendGuest, toError);
  return {
    createGuest: (user, session) => createGuest({ user, session }),

    namedGuest: ({ id, name }) =>
      db.write(async (transaction) => {
        // The id is for one who is new; a named guest who exists keeps theirs.
        transaction.send(ADD_NAMED, id, name, transaction.at);
        return (await transaction.first<User>(FIND_NAMED, name))!;
      }, { isRepeatable: true }),

    findNamedGuest: (name) => db.read((queries) => queries.first<User>(FIND_NAMED, name)),
    findByKey: (key) => findBy(FIND_BY_KEY, key),
    findAccount: (userId) => findBy(FIND_ACCOUNT, userId),
    findOwner: () => findBy(FIND_OWNER),

    claim: (account, effects = {}) => ordered.write((it) => claim(it, account, effects)),
    updateAccount: (userId, patch, effects = {}) =>
      ordered.write((it) => update(it, { userId, patch, effects })),

    handOver: (ownerId, heirId, audit) =>
      ordered.write(async (transaction) => {
        await transaction.alone();
        const fit = await transaction.query(LOCK_BOTH, ownerId, heirId);
        if (fit.length !== 2) return refuse("unfit");
        noteAccounts(transaction);
        transaction.send(SWAP, ownerId, heirId);
        return await apply(transaction, heirId, { endSessions: true, audit });
      }),

    pruneGuests: (after, options) => db.write((it) => pruneGuests(it, after, options)),

    ...nameSearch(db),
  };
}

interface NewGuest {
  user: User;
  session: NewSession;
}

function sendGuest(transaction: Transaction, { user, session }: NewGuest): void {
  transaction.send(ADD_GUEST, user.id, user.name, session.createdAt);
  sendFirstSession(transaction, session);
}

async function claim(
  transaction: Transaction,
  { id, name, key, password, role, at }: NewAccount,
  effects: AccountEffects,
): Promise<Outcome<"taken" | "link_gone">> {
  await transaction.alone();
  if (await transaction.first(CANNOT_CLAIM, id, key)) return refuse("taken");
  if (role === "owner" && await transaction.first(FIND_OWNER)) return refuse("link_gone");
  if (!await spend(transaction, effects)) return refuse("link_gone");
  noteAccounts(transaction);
  transaction.send(CLAIM, id, name, key, password, role, at);
  return await apply(transaction, id, effects);
}

async function update(
  transaction: Transaction,
  { userId, patch, effects }: {
    userId: string;
    patch: AccountPatch;
    effects: NonNullable<Parameters<UserStore["updateAccount"]>[2]>;
  },
): Promise<Outcome<"taken" | "gone" | "link_gone" | "outdated">> {
  const { key, deactivatedAt } = patch;
  await transaction.alone();
  const account = await transaction.first<
    Pick<StoredAccount, "role" | "password" | "deactivatedAt">
  >(LOCK_ACCOUNT, userId);
  if (key !== undefined && await transaction.first(KEY_OF_ANOTHER, key, userId)) {
    return refuse("taken");
  }
  if (account === null) return refuse("gone");
  const deactivated =
    (deactivatedAt === undefined ? account.deactivatedAt : deactivatedAt) !== null;
  if (deactivated && effects.beginSession) return refuse("gone");
  const { ifPassword = account.password, ifRole = account.role } = effects;
  if (ifPassword !== account.password || ifRole !== account.role) return refuse("outdated");
  if (!await spend(transaction, effects)) return refuse("link_gone");
  noteAccounts(transaction);
  transaction.send(UPDATE, userId, ...toValues(patch));
  return await apply(
    transaction,
    userId,
    deactivated ? { ...effects, endSessions: true } : effects,
  );
}

/** Whether the link could be spent, if there is one. */
async function spend(
  transaction: Transaction,
  { spendLink: tokenHash }: AccountEffects,
): Promise<boolean> {
  return tokenHash === undefined || await spendLink(transaction, tokenHash);
}

/** What goes with a change of an account, after it. */
async function apply(
  transaction: Transaction,
  userId: string,
  effects: AccountEffects,
): Promise<{ ok: true; endedSessions: string[] }> {
  const ended = effects.endSessions ? await endSessions(transaction, userId) : [];
  if (effects.endResetLinks) endLinks(transaction, "reset", userId);
  const surplus = effects.beginSession
    ? await beginSession(transaction, effects.beginSession, null) ?? []
    : [];
  if (effects.audit) addAudit(transaction, effects.audit);
  return { ok: true, endedSessions: [...ended, ...surplus] };
}

function refuse<Refusal extends string>(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal };
}

/** The patch as SQL takes it: null where nothing changes, or where a time is cleared. */
function toValues({ name, key, password, role, deactivatedAt }: AccountPatch): unknown[] {
  const kept = [name ?? null, key ?? null, password ?? null, role ?? null];
  return [...kept, deactivatedAt !== undefined, deactivatedAt ?? null];
}
