/** Which of two records of a room is the newer one. */
export const roomRevisions: string[] = [
  "ALTER TABLE rooms ADD COLUMN revision INTEGER NOT NULL DEFAULT 0",
];
