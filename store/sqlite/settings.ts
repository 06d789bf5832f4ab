import type { SettingsStore } from "../../accounts/ports.ts";
import { prepareAddAudit } from "./add_audit.ts";
import type { Calls, WriteCall } from "./call_declaration.ts";
import { forgetSessions, type KeptSession } from "./sessions.ts";

const keepSettings: WriteCall<SettingsStore["keepSettings"], KeptSession[]> = {
  kind: "write",
  prepare(db) {
    const keep = db.prepare(
      `INSERT INTO user_settings (user, settings)
       SELECT key, ? FROM users WHERE id = ? AND claimed_key IS NOT NULL
       ON CONFLICT (user) DO UPDATE SET settings = excluded.settings`,
    );
    const sessionsOf = db.prepare(
      `SELECT token_hash AS tokenHash FROM sessions
       WHERE user = (SELECT key FROM users WHERE id = ?)`,
    );
    return (userId, settings) => {
      keep.run(JSON.stringify(settings), userId);
      return sessionsOf.all(userId) as unknown as KeptSession[];
    };
  },
  // Theirs alone: people try settings out one after another.
  stale: (reads, _, sessions) => forgetSessions(reads, sessions),
  answer: () => {},
};

/** What people have chosen for themselves, and what the server is called. What somebody chose is read with their session
 *  (./sessions.ts). */
export const settingsCalls: Calls<SettingsStore> = {
  keepSettings,

  serverName: {
    kind: "read",
    prepare(db) {
      const find = db.prepare("SELECT value FROM server_settings WHERE name = 'name'");
      return () => (find.get()?.value ?? null) as string | null;
    },
  },

  keepServerName: {
    kind: "write",
    prepare(db) {
      const keep = db.prepare(
        `INSERT INTO server_settings (name, value) VALUES ('name', ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      );
      const addAudit = prepareAddAudit(db);
      return (name, audit) => {
        keep.run(name);
        addAudit(audit);
      };
    },
  },
};
