import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { within } from "../support/waiting.ts";
import { OTHER_PASSWORD, PASSWORD, register, signIn } from "./account_steps.ts";
import { PlainBrowser } from "./plain_browser.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 " +
  "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

Deno.test("sessions are listed with device and address, and one that is ended closes its socket at once", async () => {
  await using server = await ServerProcess.start();
  const desk = await register(server, "Ada", { agent: FIREFOX });
  const phone = await signIn(server, "Ada", { agent: IPHONE });
  const mallory = await register(server, "Mallory");
  const [onDesk, onPhone] = [await connect(server, desk), await connect(server, phone)];

  const { html } = await desk.open("/account");
  assertStringIncludes(html, "Firefox on Linux");
  assertStringIncludes(html, "Safari on iOS");
  assertStringIncludes(html, "127.0.0.1");
  assertEquals(html.match(/This device/g)?.length, 1);
  const session = html.match(/name="session" value="([^"]+)"/)![1]!;

  // Somebody else's session is not theirs to end.
  await mallory.post("/account", { do: "end", session });
  assertEquals((await phone.open("/account")).status, 200);

  const ended = await desk.post("/account", { do: "end", session });
  assertEquals(ended.headers.get("location"), "/account?flash=ended");
  assertEquals(await within(onPhone.closed), 4001);
  assertEquals((await phone.open("/account")).location, "/?to=%2Faccount");
  await refusedSocket(server, phone);
  await onDesk.join();
  await onDesk.close();
});

Deno.test("a changed password ends all other sessions, closes their sockets and rotates this one", async () => {
  await using server = await ServerProcess.start();
  const here = await register(server, "Ada");
  const there = await signIn(server, "Ada");
  const socket = await connect(server, there);
  const change = (current: string, next: string) =>
    here.submit("/account", { do: "password", current, next });

  const wrong = await change("not it at all", OTHER_PASSWORD);
  assertEquals(wrong.status, 422);
  assertMatch(wrong.html, /id="current-error">The current password is wrong/);
  assertMatch(wrong.html, /<input[^>]*id="current"[^>]*autofocus/);
  const weak = await change(PASSWORD, "password1");
  assertMatch(weak.html, /id="next-error">/);
  assertEquals((await there.open("/account")).status, 200);

  const before = here.cookie;
  const changed = await change(PASSWORD, OTHER_PASSWORD);
  assertEquals([changed.status, changed.location], [303, "/account?flash=password"]);
  assertEquals(await within(socket.closed), 4001);
  assertEquals((await there.open("/account")).status, 303);
  assertStringIncludes((await here.open("/account")).html, 'value="Ada"');
  const old = new PlainBrowser(server.url);
  old.cookie = before;
  assertEquals((await old.open("/account")).status, 303);

  const refused = await new PlainBrowser(server.url).post("/login", {
    name: "Ada",
    password: PASSWORD,
  });
  assertEquals(refused.status, 422);
  await signIn(server, "Ada", { password: OTHER_PASSWORD });
});

Deno.test("all other sessions are ended at once, and a name is changed for every socket that is open", async () => {
  await using server = await ServerProcess.start();
  const here = await register(server, "Ada");
  const there = await signIn(server, "Ada");
  const [onHere, onThere] = [await connect(server, here), await connect(server, there)];

  const taken = await register(server, "Grace").then(() =>
    here.submit("/account", { do: "name", name: "grace" })
  );
  assertEquals(taken.status, 422);
  assertMatch(taken.html, /id="name-error">[^<]*is the name of an account/);
  assertStringIncludes(taken.html, 'value="grace"');

  await here.post("/account", { do: "name", name: "Ada L." });
  for (const socket of [onHere, onThere]) {
    const { user } = await socket.inbox.next("account");
    assertEquals(user.name, "Ada L.");
  }
  await here.post("/account", { do: "end-others" });
  assertEquals(await within(onThere.closed), 4001);
  assertEquals((await there.open("/account")).status, 303);
  await onHere.join();
  await onHere.close();
});

Deno.test("a session that ends while its socket is being opened does not outlive it there", async () => {
  await using server = await ServerProcess.start({ env: { CONNECTIONS_PER_USER: "1000" } });
  const browser = await register(server, "Ada");
  const { cookie } = browser;
  // Handshakes before, during and after the end: whoever is let in is sent away.
  const ends: Promise<number>[] = [];
  let left: Promise<Response> | undefined;
  for (let i = 0; i < 200; i++) {
    ends.push(endOf(server.socketUrl, cookie));
    if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve));
    if (i === 60) left = browser.post("/leave", {});
  }
  await left;
  const codes = new Set(await Promise.all(ends.map((end) => within(end))));
  assertEquals([...codes].filter((code) => code !== 4001 && code !== NOBODY), []);
});

/** Stands for the end of a socket that was never Ada's. */
const NOBODY = 3000;

/** The code with which a socket ends that only listens. */
function endOf(url: string, cookie: string): Promise<number> {
  const options = { protocols: ["confab.v1"], headers: { cookie } } as unknown as string[];
  const socket = new WebSocket(url, options);
  socket.onmessage = ({ data }) => {
    if (JSON.parse(data.split("\n")[0]).user === null) socket.close(NOBODY);
  };
  return new Promise((resolve) => socket.onclose = ({ code }) => resolve(code));
}

async function connect(server: ServerProcess, { cookie }: PlainBrowser): Promise<SocketPeer> {
  return await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
}

/** A socket with a session that is over is nobody's. */
async function refusedSocket(server: ServerProcess, browser: PlainBrowser): Promise<void> {
  const socket = await connect(server, browser);
  assertEquals((await socket.inbox.next("welcome")).user, null);
  await socket.close();
}
