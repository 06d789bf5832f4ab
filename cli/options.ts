import { parseArgs } from "node:util";
import { ROOM_ID } from "../protocol/limits.ts";
import { HOME_ROOM } from "../protocol/paths.ts";
import { EXIT, Failure } from "./exit.ts";
import { DEFAULT_SERVER, parseServerUrl } from "./server_url.ts";

/** What is to be done. */
export type Mode = "chat" | "pipe" | "tail" | "help" | "version";

/** What the command line says. */
export interface Options {
  mode: Mode;
  /** The address of the socket. */
  url: string;
  room: string;
  /** The name of a guest; undefined: not said here. */
  name?: string;
  /** The name of an account; undefined: not said here. */
  user?: string;
  /** The first line of standard input is the password. */
  passwordStdin: boolean;
  /** --tail: a version, or null for the newest page. */
  after: number | null;
  follow: boolean;
  json: boolean;
  /** --pipe: how long to go on without a connection, in milliseconds. */
  giveUpMs: number;
}

const FLAGS = {
  room: { type: "string", short: "r", default: HOME_ROOM },
  name: { type: "string", short: "n" },
  user: { type: "string", short: "u" },
  "password-stdin": { type: "boolean", default: false },
  pipe: { type: "boolean", default: false },
  "give-up": { type: "string" },
  tail: { type: "boolean", default: false },
  after: { type: "string" },
  "no-follow": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "V", default: false },
} as const;

const DEFAULT_GIVE_UP = "60";

/** Reads the command line.
 *  @param isTerminal which ends are one: lines that are piped in are sent, and a room whose text goes elsewhere is
 *  printed, even where no flag says so
 *  @throws {Failure} that names what is wrong */
export function readOptions(
  args: string[],
  isTerminal: { input: boolean; output: boolean },
): Options {
  const { values, positionals } = parse(args);
  const mode = modeOf(values, isTerminal);
  if (positionals.length > 1) fail(`One server at a time: ${positionals.join(" ")}`);
  if (!ROOM_ID.test(values.room)) {
    fail(`--room takes the id of a room, 1 to 48 of a–z, 0–9 and -, not "${values.room}"`);
  }
  if (values.name !== undefined && values.user !== undefined) {
    fail("Give --name to be a guest or --user to sign in, not both");
  }
  if (values["password-stdin"] && isTerminal.input) {
    fail(
      "--password-stdin reads a pipe, and standard input is a terminal. Leave it out to be asked",
    );
  }
  for (const flag of ["after", "no-follow", "json"] as const) {
    if (values[flag] && mode !== "tail") fail(`--${flag} goes with --tail`);
  }
  if (values["give-up"] !== undefined && mode !== "pipe") fail("--give-up goes with --pipe");
  const after = values.after === undefined ? null : wholeNumber("after", values.after);
  return {
    mode,
    url: parseServerUrl(positionals[0] ?? DEFAULT_SERVER),
    room: values.room,
    name: values.name,
    user: values.user,
    passwordStdin: values["password-stdin"],
    after,
    follow: !values["no-follow"],
    json: values.json,
    giveUpMs: wholeNumber("give-up", values["give-up"] ?? DEFAULT_GIVE_UP) * 1_000,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: true });
  } catch (error) {
    // Its first sentence names the flag; what follows is advice about "--".
    const reason = error instanceof Error ? error.message.split(". ")[0]! : String(error);
    return fail(`${reason}. --help lists what there is`);
  }
}

function modeOf(
  flags: { help: boolean; version: boolean; pipe: boolean; tail: boolean },
  isTerminal: { input: boolean; output: boolean },
): Mode {
  if (flags.help) return "help";
  if (flags.version) return "version";
  if (flags.pipe && flags.tail) fail("--pipe sends and --tail prints: run two of them to do both");
  if (flags.pipe) return "pipe";
  if (flags.tail) return "tail";
  if (!isTerminal.input) return "pipe";
  return isTerminal.output ? "chat" : "tail";
}

function wholeNumber(flag: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) fail(`--${flag} takes a whole number from 0, not "${text}"`);
  return Number(text);
}

function fail(message: string): never {
  throw new Failure(EXIT.usage, message);
}
