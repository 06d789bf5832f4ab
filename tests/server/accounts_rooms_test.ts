import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { becomeOwner, joinAsGuest, register } from "./account_steps.ts";
import type { PlainBrowser } from "./plain_browser.ts";

Deno.test("to an outsider a private room is exactly a room that does not exist, on every page", async () => {
  await using server = await ServerProcess.start();
  const ada = await register(server, "Ada");
  const owner = await becomeOwner(server);
  const guest = await joinAsGuest(server, "Gus");
  const socket = await connect(server, ada);
  const { room } = await socket.must({
    type: "room.create",
    id: "plans",
    title: "Secret plans",
    private: true,
  }) as unknown as { room: { id: string } };
  await socket.say("for our eyes only", "m1", room.id);
  const hidden = `/rooms/${room.id}`;
  assertStringIncludes((await ada.open(hidden)).html, "for our eyes only");

  // Not even the owner of the server: the same page as for an id of the same form that nobody has.
  const other = room.id.replace(/[0-9a-f]{16}$/, "0123456789abcdef");
  assert(other !== room.id);
  for (const outsider of [owner, guest]) {
    const [real, missing] = [await outsider.open(hidden), await outsider.open(`/rooms/${other}`)];
    assertEquals(real.status, 404);
    assertEquals(answer(real, room.id), answer(missing, other));
    for (const path of ["/rooms/general", "/rooms", "/rooms?q=secret", "/account"]) {
      assert(!(await outsider.open(path)).html.includes("Secret plans"), `${path} tells of it`);
    }
    assert(!real.html.includes("Create the room"), "an id that cannot be had is offered");
    const made = await outsider.submit("/rooms", { title: "Found it", id: room.id });
    const like = await outsider.submit("/rooms", { title: "Found it", id: other });
    assertEquals(answer(made, room.id), answer(like, other));
    const there = made.location ? await outsider.open(made.location) : made;
    assert(!there.html.includes("for our eyes only"));
  }
  assertEquals((await (await fetch(`${server.url}/health`)).json()).rooms, 1);
  for (const path of ["/admin/rooms", "/admin", "/admin/audit"]) {
    assert(!(await owner.open(path)).html.includes(room.id), `${path} tells of it`);
  }
  const archived = await owner.submit("/admin/rooms", { do: "archive", room: room.id });
  const unknown = await owner.submit("/admin/rooms", { do: "archive", room: other });
  assertEquals(answer(archived, room.id), answer(unknown, other));
  await socket.close();
});

Deno.test("who makes a room by a form manages it when they have an account", async () => {
  await using server = await ServerProcess.start();
  const ada = await register(server, "Ada");
  const guest = await joinAsGuest(server, "Gus");
  for (const [browser, id, managers] of [[ada, "ops", 1], [guest, "pub", 0]] as const) {
    assertEquals((await browser.submit("/rooms", { title: id })).location, `/rooms/${id}`);
    const socket = await connect(server, browser);
    const reply = await socket.must({ type: "room.members", room: id }) as unknown as {
      members: { manager: boolean }[];
    };
    assertEquals(reply.members.filter(({ manager }) => manager).length, managers, id);
    await socket.close();
  }
});

/** What a page says, but for the room it was asked for. */
function answer({ status, html, headers }: Awaited<ReturnType<PlainBrowser["open"]>>, id: string) {
  const unlike = ["date", "content-security-policy", "x-request-id"];
  const told = [...headers].filter(([name]) => !unlike.includes(name))
    .map(([name, value]) => [name, value.replaceAll(id, "ID")]);
  return { status, told, html: html.replaceAll(id, "ID").replace(/nonce="[^"]*"/g, "") };
}

async function connect(server: ServerProcess, { cookie }: PlainBrowser): Promise<SocketPeer> {
  return await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
}
