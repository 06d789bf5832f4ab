// deno-lint-ignore-file no-console -- the one place that writes to the console
import type { Log } from "../hub/ports.ts";

/** Writes one line for each event to standard error, so that standard output stays for the address. */
export const consoleLog: Log = {
  info: (message, fields) => console.error(line("info", message, fields)),
  warn: (message, fields) => console.error(line("warn", message, fields)),
  error: (message, fields) => console.error(line("error", message, fields)),
};

function line(level: string, message: string, fields: Record<string, unknown> = {}): string {
  const details = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [new Date().toISOString(), level, message, ...details].join(" ");
}
