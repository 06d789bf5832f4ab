import { assert, assertEquals } from "@std/assert";
import { havePostgres, testDatabases } from "../support/postgres_server.ts";
import { RedisServer } from "../support/redis_server.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { found } from "../support/waiting.ts";
import { becomeOwner, personPath, register, signIn } from "./account_steps.ts";
import { PlainBrowser } from "./plain_browser.ts";

/** Two servers on one database are one chat. */

const makeDatabase = havePostgres() ? testDatabases() : null;

interface Pair {
  one: ServerProcess;
  other: ServerProcess;
}

function test(
  name: string,
  run: (pair: Pair) => Promise<void>,
  { withRedis = false } = {},
): void {
  const ignore = makeDatabase === null || (withRedis && !RedisServer.isInstalled);
  Deno.test({
    name,
    ignore,
    async fn() {
      await using redis = withRedis ? await RedisServer.start() : null;
      const env = { DATABASE_URL: await makeDatabase!(), ...redis && { BROKER_URL: redis.url } };
      await using one = await ServerProcess.start({ env });
      await using other = await ServerProcess.start({ env });
      await found(async () => (await healthOf(other)).servers === 2 || null);
      await run({ one, other });
    },
  });
}

async function healthOf(server: ServerProcess) {
  return await (await fetch(`${server.url}/health`)).json();
}

function connect(server: ServerProcess, { cookie }: PlainBrowser): Promise<SocketPeer> {
  return SocketPeer.connect(server.socketUrl, { headers: { cookie } });
}

test("what is said on one server is heard on the other, and what is sent again there is not said twice", async ({ one, other }) => {
  const ada = await SocketPeer.connect(one.socketUrl, { name: "Ada" });
  const bo = await SocketPeer.connect(other.socketUrl, { name: "Bo" });
  await Promise.all([ada.join(), bo.join()]);
  const post = { type: "message.send", room: "general", id: "m1", text: "Do you hear me?" };
  const { seq } = await ada.must(post);
  assertEquals((await bo.inbox.next("message")).message.text, post.text);
  const again = await SocketPeer.connect(other.socketUrl, { name: "Ada" });
  await again.join();
  assertEquals((await again.must(post)).seq, seq);
  bo.socket.send(JSON.stringify({ type: "typing", room: "general" }));
  await ada.inbox.next("typing", ({ users }) => users.some(({ name }) => name === "Bo"));
  await ada.inbox.next("presence", ({ joined }) => joined.some(({ name }) => name === "Bo"));
  await Promise.all([ada, bo, again].map((peer) => peer.close()));
});

test("a page of the other server shows a room at once that was made on the first", async ({ one, other }) => {
  const ada = await register(one, "Ada");
  const there = await signIn(other, "Ada");
  const socket = await connect(one, ada);
  for (let i = 0; i < 20; i++) {
    await socket.must({ type: "room.create", id: `room-${i}` });
    assertEquals((await there.open(`/rooms/room-${i}`)).status, 200);
  }
  await socket.close();
});

test("a sign-out, a new name, a ban and a deactivation on one server hold on the other within a second, and an ended session at once", async ({ one, other }) => {
  const owner = await becomeOwner(one);
  const ada = await register(one, "Ada");
  const cy = await register(one, "Cy");
  const dee = await register(one, "Dee");
  const adaThere = await connect(other, ada);
  const cyThere = await connect(other, cy);
  const deeThere = await connect(other, dee);
  const ownerThere = await connect(other, owner);
  const { cookie } = ada;
  const settings = async () => {
    const url = `${other.url}/account`;
    const page = await fetch(url, { headers: { cookie }, redirect: "manual" });
    await page.body?.cancel();
    return page.status;
  };
  assertEquals(await settings(), 200);
  assertEquals((await ada.post("/leave", {})).status, 303);
  const signedOutMs = performance.now();
  assertEquals(await settings(), 303);
  assertEquals(await adaThere.closed, 4001);
  assert(performance.now() - signedOutMs < 1_000);
  assertEquals((await cy.post("/account", { do: "name", name: "Cyril" })).status, 303);
  assertEquals((await cyThere.inbox.next("account")).user.name, "Cyril");
  const cys = await personPath(owner, "Cyril");
  const ban = await owner.submit(cys, { do: "ban", hours: "1", reason: "" });
  assertEquals(ban.status, 303);
  const bannedMs = performance.now();
  assertEquals(await cyThere.closed, 4003);
  assert(performance.now() - bannedMs < 1_000);
  const deactivation = await owner.submit(await personPath(owner, "Dee"), { do: "deactivate" });
  assertEquals(deactivation.status, 303);
  const deactivatedMs = performance.now();
  assertEquals(await deeThere.closed, 4001);
  assert(performance.now() - deactivatedMs < 1_000);
  await ownerThere.close();
});

test("the first owner's link of either server works until one was used", async ({ one, other }) => {
  const first = new PlainBrowser(one.url);
  const made = await first.post(one.setupPath!, {
    name: "Olga",
    password: "correct horse battery",
  });
  assertEquals(made.status, 303);
  const second = new PlainBrowser(other.url);
  const refused = await second.post(other.setupPath!, {
    name: "Mallory",
    password: "correct horse battery",
  });
  assertEquals(refused.status, 410);
});

test("what stands in front is told how the servers hear each other", async ({ one, other }) => {
  for (const server of [one, other]) {
    const broker = { kind: "postgres", connected: true, prompt: true };
    await found(async () => (await healthOf(server)).broker.prompt || null);
    assertEquals((await healthOf(server)).broker, broker);
  }
  assertEquals(await other.stop("SIGTERM"), 0);
  // It said goodbye.
  const from = performance.now();
  await found(async () => (await healthOf(one)).servers === 1 || null);
  assert(performance.now() - from < 5_000);
});

test("by Redis, too, what is said on one server is heard on the other", async ({ one, other }) => {
  await found(async () => (await healthOf(one)).broker.prompt || null);
  assertEquals((await healthOf(one)).broker.kind, "redis");
  const ada = await SocketPeer.connect(one.socketUrl, { name: "Ada" });
  const bo = await SocketPeer.connect(other.socketUrl, { name: "Bo" });
  await Promise.all([ada.join(), bo.join()]);
  await ada.must({ type: "message.send", room: "general", id: "m1", text: "Over Redis" });
  assertEquals((await bo.inbox.next("message")).message.text, "Over Redis");
  await Promise.all([ada, bo].map((peer) => peer.close()));
}, { withRedis: true });
