import { assert, assertEquals } from "@std/assert";
import { RawClient } from "../support/raw_client.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** The clients of the three seeds over real sockets, in one room with everybody else. */

/** The answer to a request that was to become a socket and did not. */
async function refusal(server: ServerProcess, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}${path}`, { headers });
  return [response.status, await response.json()];
}

Deno.test("plain, gFly, rooms and confab.v1 meet in one room, and each hears all in its own form", async () => {
  await using server = await ServerProcess.start();
  const names = ["Paul", "Gina", "Eren", "Ada"];
  const socketUrl = server.socketUrl;
  const confab = await SocketPeer.connect(socketUrl, { name: "Ada" });
  await confab.must({ type: "room.create", id: "sports", title: "Sports" });
  await confab.join("sports");
  const plain = await RawClient.open(`${socketUrl}?channel=sports&name=Paul`);
  const gfly = await RawClient.open(`${socketUrl}?channel=sports&name=Gina`);
  const rooms = await RawClient.open(`${socketUrl}/sports?username=Eren`);
  await rooms.line((line) =>
    line.includes('"user_joined"') && line.includes("Eren joined the room")
  );
  await rooms.line((line) =>
    line.includes('"online_users"') && names.every((name) => line.includes(name))
  );
  gfly.socket.send(JSON.stringify({
    channel: { id: "sports", type: "group" },
    action: { type: "send_message", data: { message: { content: { text: "from gfly" } } } },
  }));
  // Until it has said something it is a plain client.
  await gfly.line((line) => line.includes('"from gfly"'));
  plain.socket.send("from plain");
  rooms.socket.send("from rooms");
  await confab.must({ type: "message.send", room: "sports", id: "c", text: "from confab" });
  const texts = ["from plain", "from gfly", "from rooms", "from confab"];
  for (const [i, text] of texts.entries()) {
    const name = names[i]!;
    assertEquals(await plain.line((line) => line === text), text);
    const chat = JSON.parse(await rooms.line((line) => line.includes(`"${text}"`)));
    assertEquals(chat, { type: "chat", content: text, room: "sports", username: name });
    const envelope = JSON.parse(await gfly.line((line) => line.includes(`"${text}"`)));
    assertEquals(envelope.action.data.message.sender_name, name);
    const { message } = await confab.inbox.next("message", (event) => event.message.text === text);
    assertEquals(message.user.name, name);
  }
  await Promise.all([plain.close(), gfly.close()]);
  await rooms.line((line) => line.includes("Paul left the room"));
  await rooms.close();
  await confab.close();
});

Deno.test("a room is made for who asks for it, under its name; a client without a name is given one", async () => {
  await using server = await ServerProcess.start();
  const first = await RawClient.open(`${server.socketUrl}?channel=Caf%C3%A9%20Talk`);
  const second = await RawClient.open(`${server.socketUrl}/caf%C3%A9%20talk?username=Eren`);
  first.socket.send("hello");
  const chat = JSON.parse(await second.line((line) => line.includes('"chat"')));
  assertEquals([chat.room, chat.content], ["cafe-talk", "hello"]);
  assert(/^Guest \d{4,5}$/.test(chat.username), chat.username);
  const confab = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
  const { rooms } = await confab.must({ type: "room.list" });
  assertEquals(rooms!.map(({ title }) => title), ["Café Talk", "General"]);
  await Promise.all([first.close(), second.close(), confab.close()]);
});

Deno.test("what is missing or may not be is an answer of HTTP, in the seed's words", async () => {
  await using server = await ServerProcess.start({ env: { REGISTRATION: "open" } });
  const required = { error: "room and username are required" };
  for (
    const path of [
      "/ws/room1",
      "/ws/room1?username=",
      "/ws/?username=Eren",
      "/ws/%20?username=Eren",
    ]
  ) {
    assertEquals(await refusal(server, path), [400, required], path);
  }
  assertEquals((await refusal(server, "/ws/room1?username=Eren"))[0], 426);
  const refused = async (path: string, headers: Record<string, string> = {}) => {
    const client = RawClient.open(`ws://localhost:${server.port}${path}`, headers);
    await client.then(
      () => Promise.reject(new Error(`${path} was let in`)),
      () => {},
    );
  };
  await refused("/ws/room1?username=%E2%80%8B");
  await refused("/ws?channel=%E6%9D%8E");
  await refused("/ws", { Origin: "https://elsewhere.example" });
  await refused("/ws/room1?username=Eren", { Origin: "null" });
});
