import { assertEquals, assertMatch } from "@std/assert";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { ServerProcess } from "../support/server_process.ts";
import { sharedServer } from "../support/shared_server.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { PlainBrowser } from "./plain_browser.ts";

const shared = sharedServer();

Deno.test("leaving ends the session", async () => {
  const server = shared();
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  const { cookie } = browser;
  assertEquals((await browser.post("/leave", {})).headers.get("location"), "/");
  browser.cookie = cookie;
  assertEquals((await browser.get("/rooms/general")).status, 303);
});

Deno.test("leaving on the page closes the sockets of who leaves with 4001, and no others", async () => {
  const server = shared();
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  const connect = ({ cookie }: PlainBrowser) =>
    SocketPeer.connect(server.socketUrl, { headers: { cookie } });
  const windows = [await connect(browser), await connect(browser)];
  const namesake = new PlainBrowser(server.url);
  await namesake.join("Ada");
  const other = await connect(namesake);
  await browser.post("/leave", {});
  assertEquals(await Promise.all(windows.map(({ closed }) => closed)), [4001, 4001]);
  await other.join();
  await other.close();
});

Deno.test("by https the cookie is bound to this host and to https; by http it is not, and neither stands for the other", async () => {
  await using server = await ServerProcess.start({
    env: {
      TRUST_PROXY: "on",
      ALLOWED_HOSTS: "chat.example, plain.example, chat.example.evil.example",
    },
  });
  // How the proxy in front is asked for each.
  const PROTO: Record<string, string> = { "chat.example": "https" };
  const visit = async (host: string, path: string, { name, cookie = "" }: Visit) => {
    const response = await fetch(server.url + path, {
      method: name === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { "x-forwarded-host": host, "x-forwarded-proto": PROTO[host] ?? "http", cookie },
      body: name === undefined ? undefined : new URLSearchParams({ name }),
    });
    await response.body?.cancel();
    return response;
  };
  const cookieFor = async (host: string) => {
    const response = await visit(host, "/", { name: "Ada" });
    const [pair, ...attributes] = response.headers.getSetCookie()[0]!.split("; ");
    return { pair: pair!, attributes: attributes.sort() };
  };
  const always = ["HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=Lax"];
  const secure = await cookieFor("chat.example");
  assertMatch(secure.pair, /^__Host-confab_session=[A-Za-z0-9_-]{43}$/);
  assertEquals(secure.attributes, [...always, "Secure"]);
  for (const host of [new URL(server.url).host, "plain.example", "chat.example.evil.example"]) {
    const plain = await cookieFor(host);
    assertMatch(plain.pair, /^confab_session=[A-Za-z0-9_-]{43}$/);
    assertEquals(plain.attributes, always, host);
  }

  // A cookie without the prefix may have been planted by another host of the domain.
  const statusWith = async (cookie: string) =>
    (await visit("chat.example", "/account", { cookie })).status;
  assertEquals(await statusWith(secure.pair), 200);
  assertEquals(await statusWith(secure.pair.replace("__Host-", "")), 303);
  const left = await visit("chat.example", "/leave", { name: "", cookie: secure.pair });
  assertMatch(
    left.headers.getSetCookie()[0]!,
    /^__Host-confab_session=;.*Secure.*Expires=Thu, 01 Jan 1970/,
  );
  assertEquals(await statusWith(secure.pair), 303);
  assertEquals(left.headers.get("clear-site-data"), '"storage"');
  const leftByHttp = await visit("plain.example", "/leave", { name: "" });
  assertEquals(leftByHttp.headers.get("clear-site-data"), null, "browsers complain of it");
});

interface Visit {
  /** Posts it when given. */
  name?: string;
  cookie?: string;
}

Deno.test("an address that makes guests without end is told to wait", async () => {
  await using server = await ServerProcess.start({ env: { MESSAGE_RATE: "5" } });
  const names = Array.from({ length: DEFAULT_LIMITS.guestBurst + 100 }, (_, i) => `Guest ${i}`);
  const join = (name: string) => new PlainBrowser(server.url).join(name);
  const answers = await Promise.all(names.map(join));
  assertEquals(new Set(answers.map(({ status }) => status)), new Set([303, 429]));
});
