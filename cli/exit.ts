/** How the program ends, for scripts. docs/TERMINAL.md lists the same numbers. */
export const EXIT = {
  done: 0,
  /** A bug. */
  broken: 1,
  /** The command line cannot be used as it is. */
  usage: 2,
  /** The server cannot be reached, or closed the door for good. */
  unreachable: 3,
  /** The server does not let this person in. */
  refused: 4,
  /** The room does not exist, or is not for this person. */
  noRoom: 5,
  /** Not every line became a message. */
  notCommitted: 6,
  /** Ctrl+C or SIGTERM, as shells count it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the program; the message is one line for whoever started it, empty when there is nothing to say. */
export class Failure extends Error {
  override name = "Failure";
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.code = code;
  }
}
