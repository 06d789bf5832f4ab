import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { becomeOwner, joinAsGuest, personPath, register, signIn } from "./account_steps.ts";
import type { PlainBrowser } from "./plain_browser.ts";

/** What the room's page says, without what only scripts read. */
async function seen(browser: PlainBrowser): Promise<string> {
  const { status, html } = await browser.open("/rooms/general");
  assertEquals(status, 200);
  return html.slice(0, html.indexOf('<script type="module"'));
}

Deno.test("a page asked for after an answer shows what was answered: posts, edits, deletions, settings", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  const reader = await joinAsGuest(server, "Reader");
  const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie: owner.cookie } });
  for (let n = 1; n <= 60; n++) {
    const { seq } = await peer.say(`number ${n} of many`);
    assertStringIncludes(await seen(reader), `number ${n} of many`);
    if (n % 3 === 0) {
      await peer.must({ type: "message.edit", room: "general", seq, text: `changed ${n}` });
      const html = await seen(reader);
      assert(!html.includes(`number ${n} of many`) && html.includes(`changed ${n}<`));
    }
    if (n % 5 === 0) {
      await peer.must({ type: "message.delete", room: "general", seq });
      const html = await seen(reader);
      assert(!html.includes(`number ${n} of many`) && !html.includes(`changed ${n}<`));
    }
  }
  await peer.must({ type: "room.update", room: "general", title: "Agora", posting: "managers" });
  const html = await seen(reader);
  assertStringIncludes(html, "Messages in Agora");
  assertStringIncludes(html, "Only managers can write in this room.");
  await peer.close();
});

Deno.test("pages that many ask for while many write show no less than what was answered before", async () => {
  await using server = await ServerProcess.start();
  const reader = await joinAsGuest(server, "Reader");
  const seqs = new Map<string, number>();
  let answered = 0;
  const write = async (name: string) => {
    const peer = await SocketPeer.connect(server.socketUrl, { name });
    for (let n = 0; n < 40; n++) {
      const { seq } = await peer.say(`${name} ${n}`);
      seqs.set(`${name} ${n}`, seq!);
      answered = Math.max(answered, seq!);
    }
    await peer.close();
  };
  let writing = true;
  const writers = Promise.all(["Ada", "Bob", "Cem"].map(write)).then(() => writing = false);
  const reads: { least: number; newest: string }[] = [];
  const read = async () => {
    while (writing) {
      const least = answered;
      const shown = (await seen(reader)).match(/\b(Ada|Bob|Cem) \d+(?=<)/g);
      if (least > 0) reads.push({ least, newest: shown!.at(-1)! });
    }
  };
  await Promise.all([writers, ...Array.from({ length: 6 }, read)]);
  assert(reads.length > 6);
  for (const { least, newest } of reads) {
    assert(seqs.get(newest)! >= least, `${newest} is the newest shown, ${least} was answered`);
  }
});

Deno.test("another name is on the next page, on old messages, too; another role is in force", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  const mary = await register(server, "Mary");
  const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie: mary.cookie } });
  await peer.say("hello");
  const reader = await joinAsGuest(server, "Reader");
  assertStringIncludes(await seen(reader), 'message-author">Mary<');
  assertEquals((await mary.post("/account", { do: "name", name: "Molly" })).status, 303);
  assertStringIncludes(await seen(reader), 'message-author">Molly<');
  assertStringIncludes(await seen(mary), 'side-name">Molly<');
  assertEquals((await mary.open("/admin")).status, 404);
  const person = await personPath(owner, "Molly");
  await owner.post(person, { do: "role", role: "admin" });
  const admin = await signIn(server, "Molly");
  assertEquals((await admin.open("/admin")).status, 200);
  await owner.post(person, { do: "role", role: "member" });
  assertEquals((await admin.open("/admin")).status, 404);
  await owner.post(person, { do: "deactivate", sure: "on" });
  assertEquals((await admin.open("/rooms/general")).status, 303);
  await peer.close();
});

Deno.test("each reader gets the page in their own name and clock", async () => {
  await using server = await ServerProcess.start();
  const peer = await SocketPeer.connect(server.socketUrl, { name: "Writer" });
  await peer.say("hello");
  const [ann, bob] = [await joinAsGuest(server, "Ann"), await joinAsGuest(server, "Bob")];
  for (let round = 0; round < 2; round++) {
    assertStringIncludes(await seen(ann), 'side-name">Ann<');
    assertStringIncludes(await seen(bob), 'side-name">Bob<');
  }
  const times = async (language: string) => {
    const response = await ann.get("/rooms/general", { "accept-language": language });
    return /<time[^>]* title="([^"]+)"/.exec(await response.text())![1];
  };
  const [english, german] = [await times("en-GB"), await times("de-DE")];
  assert(english !== german);
  assertEquals([await times("en-GB"), await times("de-DE")], [english, german]);
  await peer.close();
});
