import { parseName } from "../protocol/name.ts";
import type { Credentials } from "./connection/authenticator.ts";
import { EXIT, Failure } from "./exit.ts";
import type { Options } from "./options.ts";

/** The environment variables that say who somebody is; docs/TERMINAL.md lists them. */
export type Variables = Partial<
  Record<"CONFAB_NAME" | "CONFAB_USER" | "CONFAB_PASSWORD" | "CONFAB_TOKEN", string>
>;

/** Where what is not said can be found out. */
export interface Sources {
  variables: Variables;
  /** Asks the person; null where nobody can be asked. */
  ask:
    | { line(question: string): Promise<string>; secret(question: string): Promise<string> }
    | null;
  /** The first line of standard input; null when there is none. */
  firstLine(): Promise<string | null>;
}

/** Who is to come in: what the command line says, else the environment, else what the person answers. A password comes
 *  in no argument, where every user of the computer could read it.
 *  @throws {Failure} when nothing says it */
export async function chooseCredentials(
  { name, user, passwordStdin }: Pick<Options, "name" | "user" | "passwordStdin">,
  sources: Sources,
): Promise<Credentials> {
  const { CONFAB_NAME, CONFAB_USER, CONFAB_TOKEN } = sources.variables;
  if (name !== undefined) return guest(name);
  if (user !== undefined) return await account(user, passwordStdin, sources);
  if (CONFAB_TOKEN) return { token: CONFAB_TOKEN };
  if (CONFAB_USER) return await account(CONFAB_USER, passwordStdin, sources);
  if (CONFAB_NAME) return guest(CONFAB_NAME);
  if (sources.ask) return guest(await sources.ask.line("Your name: "));
  throw new Failure(EXIT.usage, "Who are you? Give --name or --user, or set CONFAB_NAME");
}

async function account(
  username: string,
  passwordStdin: boolean,
  { variables, ask, firstLine }: Sources,
): Promise<Credentials> {
  const password = passwordStdin
    ? await firstLine()
    : variables.CONFAB_PASSWORD || await ask?.secret(`Password of ${username}: `);
  if (password) return { username, password };
  throw new Failure(
    EXIT.usage,
    `The password of ${username} is missing: set CONFAB_PASSWORD, or give it by --password-stdin`,
  );
}

function guest(raw: string): Credentials {
  const parsed = parseName(raw);
  if (!parsed.ok) throw new Failure(EXIT.usage, parsed.message);
  return { name: parsed.name };
}
