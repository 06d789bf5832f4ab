// deno-lint-ignore-file no-console -- the one place that writes to the console
import type { Config } from "../../config.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { errorText } from "./error_text.ts";

/** From the least important to the most. */
const LEVELS = ["debug", "info", "warn", "error"] as const;
type Level = typeof LEVELS[number];

/** The hub's logger, and what is of use only when looking for something. */
export interface ServerLogger extends Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
}

/** What a terminal would obey or show out of order, and JSON leaves as it is. */
const UNSAFE = /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Writes one line for each event, of the given level or above, to standard error: standard output is for the
 *  address. Without a format, a terminal gets lines for people and everything else gets JSON. */
export function openLogger(
  { level, format = Deno.stderr.isTerminal() ? "pretty" : "json" }: Config["log"],
  write: (line: string) => void = console.error,
): ServerLogger {
  const lineOf = format === "json" ? jsonLine : prettyLine;
  const writer = (own: Level) => {
    if (LEVELS.indexOf(own) < LEVELS.indexOf(level)) return () => {};
    return (message: string, fields: Record<string, unknown> = {}) =>
      write(lineOf(own, message, fields));
  };
  return {
    debug: writer("debug"),
    info: writer("info"),
    warn: writer("warn"),
    error: writer("error"),
  };
}

function jsonLine(level: Level, message: string, fields: Record<string, unknown>): string {
  return oneLine({ time: new Date().toISOString(), level, message, ...fields });
}

function prettyLine(level: Level, message: string, fields: Record<string, unknown>): string {
  const details = Object.entries(fields).map(([name, value]) => `${name}=${oneLine(value)}`);
  return [new Date().toISOString(), level, message, ...details].join(" ");
}

function oneLine(value: unknown): string {
  const withErrors = (_: string, value: unknown) =>
    value instanceof Error ? errorText(value) : value;
  return (JSON.stringify(value, withErrors) ?? "null").replace(UNSAFE, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
