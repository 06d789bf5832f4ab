import type { SettingsStore } from "../../accounts/ports.ts";
import { statement } from "../../postgres/statement.ts";
import { addAudit } from "./audit.ts";
import type { Database } from "./database.ts";

const KEEP = statement(
  `INSERT INTO user_settings (user_key, settings)
   SELECT key, $2 FROM users WHERE id = $1 AND claimed_key IS NOT NULL
   ON CONFLICT (user_key) DO UPDATE SET settings = excluded.settings`,
);
const FIND_NAME = statement("SELECT value FROM server_settings WHERE name = 'name'");
const KEEP_NAME = statement(
  `INSERT INTO server_settings (name, value) VALUES ('name', $1)
   ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
);

/** What people have chosen for themselves, and what the server is called. What somebody chose is read with their session
 *  (./sessions.ts). */
export function settingsStore(db: Database): SettingsStore {
  return {
    keepSettings: (userId, settings) =>
      db.write((transaction) => {
        transaction.send(KEEP, userId, JSON.stringify(settings));
        return Promise.resolve();
      }, { isRepeatable: true }),

    serverName: () =>
      db.read(async (queries) => {
        return (await queries.first<{ value: string }>(FIND_NAME))?.value ?? null;
      }),

    keepServerName: (name, audit) =>
      db.write((transaction) => {
        transaction.send(KEEP_NAME, name);
        addAudit(transaction, audit);
        return Promise.resolve();
      }),
  };
}
