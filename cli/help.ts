import settings from "../deno.json" with { type: "json" };

export const VERSION = `chat ${settings.version}`;

export const HELP = `Confab in the terminal.

  deno task chat [SERVER]                     talk
  PROGRAM | deno task chat --room ops --pipe  every line becomes a message
  deno task chat --room ops --tail            print a room, and go on

SERVER is ws://localhost:8000/ws unless given: ws://, wss://, http:// or https://,
with or without a path.

  -r, --room ROOM     the room to begin in, by its id; "general" unless given

Who you are (asked for in a terminal when nothing says it):
  -n, --name NAME     come in as a guest                       CONFAB_NAME
  -u, --user NAME     sign in                                  CONFAB_USER
                      the password: CONFAB_PASSWORD, or
  --password-stdin    the first line of standard input, or asked for
                      by the token of a session                CONFAB_TOKEN

  --pipe              send every line of standard input, wait until all are on the
                      server's disk, and end with 0 only then
  --give-up SECONDS   end when there is no connection for so long; 60 unless given

  --tail              print the newest messages, then every change as it comes
  --after VERSION     begin with what changed after a version; 0: with everything
  --no-follow         end at what there is now
  --json              one JSON object a line, as in docs/PROTOCOL.md

  -h, --help          this
  -V, --version

docs/TERMINAL.md has the rest: keys, commands, exit codes.
`;
