import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { within } from "../support/waiting.ts";
import { joinAsGuest, PASSWORD, register, signIn } from "./account_steps.ts";
import { PlainBrowser } from "./plain_browser.ts";

const EVIL = [
  "//evil.example",
  "https://evil.example/",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "javascript:alert(1)",
];

Deno.test("somebody registers, leaves, and comes back by name and password to where they wanted to go", async () => {
  await using server = await ServerProcess.start();
  const browser = new PlainBrowser(server.url);
  const { html } = await browser.open("/register?to=%2Frooms%2Fops");
  assertMatch(html, /<input[^>]*name="name"[^>]*autocomplete="username"/);
  assertMatch(html, /<input[^>]*name="password"[^>]*autocomplete="new-password"/);
  assertMatch(html, /<input[^>]*type="hidden" name="to" value="\/rooms\/ops"/);

  const fields = { name: "Ada", password: PASSWORD, to: "/rooms/ops?x=1" };
  const made = await browser.post("/register", fields);
  assertEquals([made.status, made.headers.get("location")], [303, "/rooms/ops?x=1"]);
  assertStringIncludes((await browser.open("/account")).html, 'value="Ada"');
  // Who has an account needs none of these pages.
  for (const path of ["/login", "/register", "/"]) {
    assertEquals((await browser.open(path)).location, "/rooms/general", path);
  }

  assertEquals((await browser.post("/leave", {})).headers.get("location"), "/");
  assertEquals((await browser.open("/account")).location, "/?to=%2Faccount");

  // By any case, since the name is one's own.
  const back = await signIn(server, "ADA");
  assertStringIncludes((await back.open("/account")).html, 'value="Ada"');
  assertMatch((await browser.open("/login")).html, /autocomplete="current-password"/);
});

Deno.test("nobody is led to another site, by whatever way they come in", async () => {
  await using server = await ServerProcess.start();
  const ada = await register(server, "Ada");
  for (const to of EVIL) {
    const wish = encodeURIComponent(to);
    const led = [
      (await new PlainBrowser(server.url).post("/", { name: "Guest", to })).headers.get("location"),
      (await ada.open(`/login?to=${wish}`)).location,
      (await ada.open(`/register?to=${wish}`)).location,
      (await ada.open(`/?to=${wish}`)).location,
    ];
    for (const location of led) {
      assertEquals(new URL(location!, server.url).origin, server.url, to);
    }
    const { html } = await new PlainBrowser(server.url).open(`/login?to=${wish}`);
    assert(!html.includes("evil.example"), `${to} is in the page`);
  }
  const signedIn = await new PlainBrowser(server.url).post("/login", {
    name: "Ada",
    password: PASSWORD,
    to: "//evil.example",
  });
  assertEquals(signedIn.headers.get("location"), "/rooms/general");
});

Deno.test("an unknown name and a wrong password get one answer, which keeps the name and no password", async () => {
  await using server = await ServerProcess.start();
  await register(server, "Ada");
  const attempt = async (name: string) => {
    const password = "never the right one";
    const { status, html } = await new PlainBrowser(server.url).submit("/login", {
      name,
      password,
    });
    assert(!html.includes(password), "the password is in the page");
    assertStringIncludes(html, `value="${name}"`);
    return [status, withoutNonce(html).replaceAll(name, "NAME")];
  };
  const [wrong, unknown] = [await attempt("Ada"), await attempt("Eve")];
  assertEquals(wrong, unknown);
  assertEquals(wrong[0], 422);
  assertStringIncludes(String(wrong[1]), "The name or password is wrong.");
  assertMatch(String(wrong[1]), /<input[^>]*id="password"[^>]*autofocus/);
});

Deno.test("whoever guesses passwords is told to wait, and for how long", async () => {
  await using server = await ServerProcess.start();
  await register(server, "Ada");
  const guess = () =>
    new PlainBrowser(server.url).submit("/login", { name: "Ada", password: "a wild guess" });
  let last = await guess();
  for (let attempts = 1; last.status === 422 && attempts < 12; attempts++) last = await guess();
  assertEquals(last.status, 429);
  const seconds = Number(last.headers.get("retry-after"));
  assert(seconds >= 1 && seconds <= 60, `retry after ${seconds} s`);
  assertMatch(last.html, /role="alert"[^>]*>[^<]*try again in \d+ s/);
});

Deno.test("a form that cannot make an account says which field is to blame, and keeps what may be kept", async () => {
  await using server = await ServerProcess.start();
  await register(server, "Ada");
  const attempt = (name: string, password: string) =>
    new PlainBrowser(server.url).submit("/register", { name, password });
  const cases = [
    { name: "ada", password: PASSWORD, field: "name", says: "is the name of an account" },
    { name: "Αda", password: PASSWORD, field: "name", says: "is the name of an account" },
    { name: "x".repeat(40), password: PASSWORD, field: "name", says: "the limit is 32" },
    { name: "Bob", password: "short", field: "password", says: "it needs 8" },
    { name: "Bob", password: "password1", field: "password", says: "guess" },
    { name: "Bob", password: "p".repeat(129), field: "password", says: "the limit is 128" },
  ];
  for (const { name, password, field, says } of cases) {
    const { status, html, headers } = await attempt(name, password);
    assertEquals([name, status], [name, 422]);
    assertMatch(html, new RegExp(`<input[^>]*id="${field}"[^>]*autofocus`), says);
    assertMatch(html, new RegExp(`id="${field}-error">[^<]*${says}`));
    assertStringIncludes(html, "<title>Error: ");
    assertEquals(html.includes(password), false, "the password is in the page");
    assertEquals(headers.getSetCookie(), []);
  }
});

Deno.test("a guest who claims the name keeps id and messages, and nobody else can take it", async () => {
  await using server = await ServerProcess.start();
  const guest = await joinAsGuest(server, "Ada");
  const socket = await SocketPeer.connect(server.socketUrl, { headers: { cookie: guest.cookie } });
  const { user } = await socket.inbox.next("welcome");
  await socket.say("said as a guest");

  assertStringIncludes((await guest.open("/account")).html, "You are a guest");
  const page = (await guest.open("/register?to=%2Faccount")).html;
  assertMatch(page, /<input[^>]*id="name"[^>]*readonly[^>]*|value="Ada"[^>]*readonly/i);
  const before = guest.cookie;
  const claimed = await guest.submit("/register", { password: PASSWORD, to: "/account" });
  assertEquals([claimed.status, claimed.location], [303, "/account"]);
  // The session of the guest is over: a new one, and the old sockets are closed.
  assert(before !== guest.cookie);
  assertEquals(await within(socket.closed), 4001);

  const again = await SocketPeer.connect(server.socketUrl, { headers: { cookie: guest.cookie } });
  const { user: claimer } = await again.inbox.next("welcome");
  assertEquals(claimer, { id: user!.id, name: "Ada", role: "member" });
  const { messages } = await again.must({ type: "history.page", room: "general" }) as unknown as {
    messages: { text: string; user: { id: string } }[];
  };
  assertEquals(messages.map(({ text, user }) => [text, user.id]), [["said as a guest", user!.id]]);
  await again.close();

  const taken = await new PlainBrowser(server.url).submit("/", { name: "ADA" });
  assertEquals(taken.status, 422);
  assertStringIncludes(taken.html, "is the name of an account");
});

Deno.test("signing in ends the guest one was, with its sockets", async () => {
  await using server = await ServerProcess.start();
  await register(server, "Ada");
  const browser = await joinAsGuest(server, "Passing");
  const guestCookie = browser.cookie;
  const socket = await SocketPeer.connect(server.socketUrl, { headers: { cookie: guestCookie } });
  const signedIn = await browser.post("/login", { name: "Ada", password: PASSWORD });
  assertEquals(signedIn.status, 303);
  assertEquals(await within(socket.closed), 4001);
  browser.cookie = guestCookie;
  assertEquals((await browser.open("/account")).status, 303);
});

function withoutNonce(html: string): string {
  return html.replace(/nonce="[^"]*"/g, "");
}
