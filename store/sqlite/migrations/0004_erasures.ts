/** Whose messages are to be removed, all of them, and how many are. By the public ids of users. */
export const erasures: string[] = [
  `CREATE TABLE erasures (
     user TEXT PRIMARY KEY,
     actor TEXT NOT NULL,
     at INTEGER NOT NULL,
     removed INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID`,
];
