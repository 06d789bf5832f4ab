/** What a message says besides its text, as JSON; null when that is nothing. */
export const content: string[] = [
  "ALTER TABLE messages ADD COLUMN rest TEXT",
  `UPDATE messages SET rest = json_object('replyTo', reply_to)
   WHERE reply_to IS NOT NULL`,
  "ALTER TABLE messages DROP COLUMN reply_to",
];
