/** What accounts have chosen for themselves, as JSON; what the server is called; notes that tell invites apart. */
export const settings: string[] = [
  `CREATE TABLE user_settings (
     user INTEGER PRIMARY KEY REFERENCES users (key),
     settings TEXT NOT NULL
   ) STRICT`,
  `CREATE TABLE server_settings (
     name TEXT PRIMARY KEY,
     value TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,
  "ALTER TABLE links ADD COLUMN note TEXT NOT NULL DEFAULT ''",
];
