import type { DatabaseSync } from "node:sqlite";
import type {
  AccountEffects,
  AccountPatch,
  StoredAccount,
  UserStore,
} from "../../accounts/ports.ts";
import type { User } from "../../protocol/entities.ts";
import { listAccounts, searchAccounts } from "./account_names.ts";
import { ACCOUNT_COLUMNS } from "./account_rows.ts";
import { prepareAddAudit } from "./add_audit.ts";
import type { Calls } from "./call_declaration.ts";
import { pruneGuests } from "./idle_guests.ts";
import { prepareEndLinks, prepareSpendLink } from "./links.ts";
import { idsOf, prepareBeginSession, prepareEndSessions } from "./sessions.ts";
import type { WriteUnit } from "./write_unit.ts";

/** Guests and accounts. */
export const accountCalls: Calls<UserStore> = {
  createGuest: {
    kind: "write",
    prepare(db) {
      const add = db.prepare("INSERT INTO users (id, name, created_at) VALUES (?, ?, ?)");
      const beginSession = prepareBeginSession(db);
      return (user, session) => {
        add.run(user.id, user.name, session.createdAt);
        beginSession(session, null);
      };
    },
    stale: (reads, [, { tokenHash }]) => reads.sessions.forget(tokenHash),
  },

  namedGuest: {
    kind: "write",
    prepare(db, unit) {
      const add = db.prepare(
        `INSERT INTO users (id, name, name_key, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (name_key) DO NOTHING`,
      );
      const find = db.prepare(FIND_NAMED);
      // The id is for one who is new; a named guest who exists keeps theirs.
      return ({ id, name }) => {
        add.run(id, name, name, unit.at);
        return find.get(name) as unknown as User;
      };
    },
  },

  findNamedGuest: {
    kind: "read",
    prepare(db) {
      const find = db.prepare(FIND_NAMED);
      return (name) => find.get(name) as unknown as User | undefined ?? null;
    },
  },

  findByKey: {
    kind: "read",
    prepare: (db) => prepareFind(db, "u.claimed_key = ?"),
  },

  findAccount: {
    kind: "read",
    prepare: (db) => prepareFind(db, "u.id = ?"),
  },

  findOwner: {
    kind: "read",
    prepare: (db) => prepareFind(db, "u.claimed_key IS NOT NULL AND u.role = 'owner'"),
  },

  claim: {
    kind: "write",
    prepare: prepareClaim,
    stale: (reads) => reads.forgetAccounts(),
  },

  updateAccount: {
    kind: "write",
    prepare: prepareUpdate,
    stale: (reads) => reads.forgetAccounts(),
  },

  pruneGuests,

  listAccounts,
  searchAccounts,

  handOver: {
    kind: "write",
    prepare: prepareHandOver,
    stale: (reads) => reads.forgetAccounts(),
  },
};

const FIND_NAMED = "SELECT id, name FROM users WHERE name_key = ?";

type Prepared<Name extends keyof UserStore> = (
  ...args: Parameters<UserStore[Name]>
) => Awaited<ReturnType<UserStore[Name]>>;

function prepareFind(db: DatabaseSync, where: string) {
  const find = db.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM users u WHERE ${where}`);
  return (...key: string[]) => find.get(...key) as unknown as StoredAccount | undefined ?? null;
}

function prepareClaim(db: DatabaseSync, unit: WriteUnit): Prepared<"claim"> {
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
  const findOwner = db.prepare("SELECT 1 FROM users WHERE role = 'owner'");
  const effects = prepareEffects(db, unit);
  return ({ id, name, key, password, role, at }, asked = {}) => {
    if (cannotClaim.get({ id, key }) !== undefined) return refuse("taken");
    if (role === "owner" && findOwner.get() !== undefined) return refuse("link_gone");
    if (!effects.spend(asked)) return refuse("link_gone");
    claim.run({ id, name, key, password, role, at });
    return effects.apply(id, asked);
  };
}

function prepareUpdate(db: DatabaseSync, unit: WriteUnit): Prepared<"updateAccount"> {
  const findAccount = db.prepare(
    `SELECT role, password, deactivated_at AS deactivatedAt FROM users
     WHERE id = ? AND claimed_key IS NOT NULL`,
  );
  const keyOfAnother = db.prepare("SELECT 1 FROM users WHERE claimed_key = ? AND id <> ?");
  const update = db.prepare(
    `UPDATE users SET
       name = ifnull(:name, name),
       claimed_key = ifnull(:key, claimed_key),
       password = ifnull(:password, password),
       role = ifnull(:role, role),
       deactivated_at = iif(:deactivates, :deactivatedAt, deactivated_at)
     WHERE id = :id`,
  );
  const effects = prepareEffects(db, unit);
  return (userId, patch, asked = {}) => {
    const { key, deactivatedAt } = patch;
    const account = findAccount.get(userId);
    if (key !== undefined && keyOfAnother.get(key, userId) !== undefined) return refuse("taken");
    if (account === undefined) return refuse("gone");
    const deactivated =
      (deactivatedAt === undefined ? account.deactivatedAt : deactivatedAt) !== null;
    if (deactivated && asked.beginSession) return refuse("gone");
    const { ifPassword = account.password, ifRole = account.role } = asked;
    if (ifPassword !== account.password || ifRole !== account.role) return refuse("outdated");
    if (!effects.spend(asked)) return refuse("link_gone");
    update.run({ id: userId, ...toValues(patch) });
    return effects.apply(userId, deactivated ? { ...asked, endSessions: true } : asked);
  };
}

/** What goes with a change of an account: `spend` is asked before anything is written, `apply` after the change. */
function prepareEffects(db: DatabaseSync, unit: WriteUnit) {
  const spendLink = prepareSpendLink(db);
  const endSessionsOf = prepareEndSessions(db);
  const endLinks = prepareEndLinks(db);
  const begin = prepareBeginSession(db);
  const addAudit = prepareAddAudit(db);
  return {
    /** Whether the link could be spent, if there is one. */
    spend({ spendLink: tokenHash }: AccountEffects): boolean {
      return tokenHash === undefined || spendLink(tokenHash, unit.at);
    },

    apply(
      userId: string,
      { endSessions, endResetLinks, beginSession, audit }: AccountEffects,
    ): { ok: true; endedSessions: string[] } {
      const ended = endSessions ? endSessionsOf(userId, null) : [];
      if (endResetLinks) endLinks("reset", userId);
      const surplus = beginSession ? begin(beginSession, null) ?? [] : [];
      if (audit) addAudit(audit);
      return { ok: true, endedSessions: idsOf([...ended, ...surplus]) };
    },
  };
}

function refuse<Refusal extends string>(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal };
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

function prepareHandOver(db: DatabaseSync, unit: WriteUnit): Prepared<"handOver"> {
  const countFit = db.prepare(
    `SELECT count(*) AS n FROM users WHERE (id = :ownerId AND role = 'owner')
       OR (id = :heirId AND claimed_key IS NOT NULL AND role <> 'owner' AND deactivated_at IS NULL)`,
  );
  const swap = db.prepare(
    `UPDATE users SET role = iif(id = :heirId, 'owner', 'admin') WHERE id IN (:ownerId, :heirId)`,
  );
  const effects = prepareEffects(db, unit);
  return (ownerId, heirId, audit) => {
    if (countFit.get({ ownerId, heirId })?.n !== 2) return refuse("unfit");
    swap.run({ ownerId, heirId });
    return effects.apply(heirId, { endSessions: true, audit });
  };
}
