import { assertEquals } from "@std/assert";
import type { ServerProcess } from "../support/server_process.ts";
import { PlainBrowser } from "./plain_browser.ts";

/** Two that nothing is said against. */
export const PASSWORD = "correct horse battery";
export const OTHER_PASSWORD = "staple of a battery horse";

type Options = ConstructorParameters<typeof PlainBrowser>[1];

/** A browser in which the owner of a new server is signed in. */
export async function becomeOwner(server: ServerProcess, options?: Options): Promise<PlainBrowser> {
  const browser = new PlainBrowser(server.url, options);
  const made = await browser.post(server.setupPath!, { name: "Olga", password: PASSWORD });
  assertEquals([made.status, made.headers.get("location")], [303, "/rooms/general"]);
  return browser;
}

/** A browser in which a new account is signed in. */
export async function register(
  server: ServerProcess,
  name: string,
  options?: Options,
): Promise<PlainBrowser> {
  const browser = new PlainBrowser(server.url, options);
  const made = await browser.post("/register", { name, password: PASSWORD });
  assertEquals([name, made.status], [name, 303]);
  return browser;
}

/** A browser in which somebody signed in anew. */
export async function signIn(
  server: ServerProcess,
  name: string,
  options: Options & { password?: string } = {},
): Promise<PlainBrowser> {
  const browser = new PlainBrowser(server.url, options);
  const { password = PASSWORD } = options;
  const signedIn = await browser.post("/login", { name, password });
  assertEquals([name, signedIn.status], [name, 303]);
  return browser;
}

/** A browser in which a guest is signed in. */
export async function joinAsGuest(server: ServerProcess, name: string): Promise<PlainBrowser> {
  const browser = new PlainBrowser(server.url);
  assertEquals((await browser.join(name)).status, 303);
  return browser;
}

/** Where the administration looks after somebody. */
export async function personPath(admin: PlainBrowser, name: string): Promise<string> {
  const { html } = await admin.open(`/admin?guests=on&q=${encodeURIComponent(name)}`);
  const path = html.match(/href="(\/admin\/people\/[^"]+)"/)?.[1];
  if (!path) throw new Error(`${name} is not among the people`);
  return path;
}

/** The path of the link that a page shows once. */
export function shownLink(html: string): string {
  const url = html.match(/value="(http[^"]+\/(?:invite|reset)\/[^"]+)"/)?.[1];
  if (!url) throw new Error("The page shows no link");
  return new URL(url).pathname;
}

/** The path of a new invite. */
export async function makeInvite(
  admin: PlainBrowser,
  { role = "member", uses = 1, days = 7 }: { role?: string; uses?: number; days?: number } = {},
): Promise<string> {
  const fields = { do: "create", role, uses: String(uses), days: String(days) };
  return shownLink((await admin.submit("/admin/invites", fields)).html);
}
