import type { DatabaseSync } from "node:sqlite";
import type { AccountPatch, ListedAccount, StoredAccount } from "../../accounts/ports.ts";
import type { User } from "../../protocol/entities.ts";
import type {
  AccountReads,
  AccountWrites,
  LinkWrites,
  Performers,
  SessionWrites,
} from "./calls.ts";

/** What a query on `users u` selects to give a StoredAccount. */
export const ACCOUNT_COLUMNS = `u.id, u.name, u.role, u.password,
  u.created_at AS createdAt, u.deactivated_at AS deactivatedAt`;

/** What is done in the same transaction as a change to an account. */
type Companions =
  & Pick<Performers<SessionWrites>, "addSession">
  & Pick<Performers<LinkWrites>, "spendLink">;

/** Makes and changes users. The database must have its schema. */
export function accountWrites(db: DatabaseSync, companions: Companions): Performers<AccountWrites> {
  const addGuest = db.prepare("INSERT INTO users (id, name, created_at) VALUES (?, ?, ?)");
  const addNamed = db.prepare(
    `INSERT INTO users (id, name, name_key, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (name_key) DO NOTHING`,
  );
  const findNamed = db.prepare("SELECT id, name FROM users WHERE name_key = ?");
  return {
    createGuest({ user, session }, at) {
      addGuest.run(user.id, user.name, session.createdAt);
      return companions.addSession(session, at);
    },
    // The id is for one who is new; a named guest who exists keeps theirs.
    namedGuest({ id, name }, at) {
      addNamed.run(id, name, name, at);
      return findNamed.get(name) as unknown as User;
    },
    claim: prepareClaim(db, companions),
    updateAccount: prepareUpdate(db),
    handOver: prepareHandOver(db),
  };
}

function prepareClaim(
  db: DatabaseSync,
  { spendLink }: Pick<Companions, "spendLink">,
): Performers<AccountWrites>["claim"] {
  const cannotClaim = db.prepare(
    `SELECT 1 FROM users WHERE claimed_key = :key
     UNION ALL
     SELECT 1 FROM users WHERE id = :id AND (claimed_key IS NOT NULL OR name_key IS NOT NULL)`,
  );
  const claim = db.prepare(
    `INSERT INTO users (id, name, claimed_key, password, role, created_at)
     VALUES (:id, :name, :key, :password, :role, :at)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, claimed_key = excluded.claimed_key,
       password = excluded.password, role = excluded.role`,
  );
  return ({ account, spend }, at) => {
    const { id, name, key, password, role } = account;
    if (cannotClaim.get({ id, key }) !== undefined) return "taken";
    if (spend !== null && !spendLink({ tokenHash: spend, now: account.at }, at)) return "link_gone";
    claim.run({ id, name, key, password, role, at: account.at });
    return "ok";
  };
}

function prepareUpdate(db: DatabaseSync): Performers<AccountWrites>["updateAccount"] {
  const keyOfAnother = db.prepare("SELECT 1 FROM users WHERE claimed_key = ? AND id <> ?");
  const update = db.prepare(
    `UPDATE users SET
       name = ifnull(:name, name),
       claimed_key = ifnull(:key, claimed_key),
       password = ifnull(:password, password),
       role = ifnull(:role, role),
       deactivated_at = iif(:deactivates, :deactivatedAt, deactivated_at)
     WHERE id = :id AND claimed_key IS NOT NULL`,
  );
  return ({ userId, patch }) => {
    const { key } = patch;
    if (key !== undefined && keyOfAnother.get(key, userId) !== undefined) return "taken";
    return update.run({ id: userId, ...toValues(patch) }).changes === 0 ? "gone" : "ok";
  };
}

/** The patch as SQL takes it: null where nothing changes, or where a time is cleared. */
function toValues({ name, key, password, role, deactivatedAt }: AccountPatch) {
  return {
    name: name ?? null,
    key: key ?? null,
    password: password ?? null,
    role: role ?? null,
    deactivates: Number(deactivatedAt !== undefined),
    deactivatedAt: deactivatedAt ?? null,
  };
}

function prepareHandOver(db: DatabaseSync): Performers<AccountWrites>["handOver"] {
  const countFit = db.prepare(
    `SELECT count(*) AS n FROM users WHERE (id = :ownerId AND role = 'owner')
       OR (id = :heirId AND claimed_key IS NOT NULL AND role <> 'owner' AND deactivated_at IS NULL)`,
  );
  const swap = db.prepare(
    `UPDATE users SET role = iif(id = :heirId, 'owner', 'admin') WHERE id IN (:ownerId, :heirId)`,
  );
  return ({ ownerId, heirId }) => {
    if (countFit.get({ ownerId, heirId })?.n !== 2) return false;
    swap.run({ ownerId, heirId });
    return true;
  };
}

/** Reads users. The database must have its schema. */
export function accountReads(db: DatabaseSync): Performers<AccountReads> {
  const findNamed = db.prepare("SELECT id, name FROM users WHERE name_key = ?");
  const account = (rest: string) => db.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM users u ${rest}`);
  const findByKey = account("WHERE u.claimed_key = ?");
  const findById = account("WHERE u.id = ?");
  const findOwner = account("WHERE u.claimed_key IS NOT NULL AND u.role = 'owner'");
  return {
    findNamedGuest: ({ name }) => findNamed.get(name) as unknown as User | undefined ?? null,
    findByKey: ({ key }) => findByKey.get(key) as unknown as StoredAccount | undefined ?? null,
    findAccount: ({ userId }) =>
      findById.get(userId) as unknown as StoredAccount | undefined ?? null,
    findOwner: () => findOwner.get() as unknown as StoredAccount | undefined ?? null,
    listAccounts: prepareList(db),
  };
}

function prepareList(db: DatabaseSync): Performers<AccountReads>["listAccounts"] {
  // SQLite folds the case of ASCII alone.
  db.function("fold", { deterministic: true }, (text) => fold(String(text)));
  const accounts = prepareListing(db, "u.claimed_key IS NOT NULL");
  const everybody = prepareListing(
    db,
    "(u.claimed_key IS NOT NULL OR EXISTS (SELECT 1 FROM sessions s WHERE s.user = u.key))",
  );
  return ({ query, guests, offset, limit }) => {
    const { page, total } = guests ? everybody : accounts;
    const asked = { query: fold(query.normalize("NFC")) };
    return {
      accounts: page.all({ ...asked, limit, offset }) as unknown as ListedAccount[],
      total: Number(total.get(asked)?.n),
    };
  };
}

function prepareListing(db: DatabaseSync, who: string) {
  const from = `FROM users u WHERE ${who} AND (:query = '' OR instr(fold(u.name), :query))`;
  return {
    page: db.prepare(
      `SELECT u.id, u.name, u.role, u.created_at AS createdAt, u.deactivated_at AS deactivatedAt,
         u.last_seen_at AS lastUsedAt,
         ifnull((SELECT messages FROM message_counts WHERE user = u.key), 0) AS messages
       ${from} ORDER BY fold(u.name), u.id LIMIT :limit OFFSET :offset`,
    ),
    total: db.prepare(`SELECT count(*) AS n ${from}`),
  };
}

/** The same for texts that differ in case alone. Upper case, because more letters have only that one form. */
function fold(text: string): string {
  return text.toUpperCase();
}
