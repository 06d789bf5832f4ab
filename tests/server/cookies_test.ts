import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { joinAsGuest } from "./account_steps.ts";

Deno.test("the way back to the chat leads to the room that was open last, if one may still see it", async () => {
  await using server = await ServerProcess.start();
  const ada = await joinAsGuest(server, "Ada");
  await ada.post("/rooms", { title: "Lab" });
  const session = ada.cookie;
  const backFrom = async (room: string, path = "/") => {
    ada.cookie = `${session}; room=${room}`;
    return (await ada.open(path)).location;
  };
  assertEquals(await backFrom("lab"), "/rooms/lab");
  for (const room of ["gone", "", "%2F%2Felsewhere.example", "../account"]) {
    assertEquals(await backFrom(room), "/rooms/general");
  }
  assertEquals(await backFrom("lab", "/?to=%2Faccount"), "/account");
  const left = await ada.post("/leave", {});
  const forgotten = left.headers.getSetCookie().find((cookie) => cookie.startsWith("room="));
  assertMatch(forgotten!, /^room=; .*Expires=Thu, 01 Jan 1970/);
});

Deno.test("a cookie without a name keeps nobody from a page or a socket, nor from their session", async () => {
  await using server = await ServerProcess.start();
  const { cookie: session } = await joinAsGuest(server, "Ada");
  for (const cookie of [`${session};`, `;${session}`, `a=b;;${session}`, `=x; ${session}`]) {
    const response = await fetch(`${server.url}/rooms/general`, { headers: { cookie } });
    assertEquals(response.status, 200, cookie);
    assertStringIncludes(await response.text(), 'side-name">Ada<', cookie);
    const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
    await peer.say("hello");
    await peer.close();
  }
  for (const cookie of [";", "=x", " ; =x;;"]) {
    const response = await fetch(`${server.url}/`, { headers: { cookie } });
    assertEquals(response.status, 200, cookie);
    await response.body?.cancel();
    const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie }, name: "Bob" });
    await peer.close();
  }
});
