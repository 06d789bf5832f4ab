/** Where the hub tells what went wrong. Never given a token, a password or a message's text. What was thrown is given as
 *  it is: reading a stack is up to the logger. */
export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
