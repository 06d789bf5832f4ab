import { assertEquals } from "@std/assert";
import { openRawSocket } from "../../support/raw_socket.ts";
import { SocketTransport } from "../../../http/sockets/socket_transport.ts";

/** Together more than the kernel takes (10 MB), so that some of it waits in the socket. */
const FRAME = "x".repeat(1024 * 1024);
const FRAMES = 24;

/** What a client hears of a socket that `use` uses on its first message, and that it says more to. */
async function heardFrom(
  use: (transport: SocketTransport, server: Deno.HttpServer) => void,
): Promise<{ frames: string[]; code: number; reason: string }> {
  await using server = Deno.serve({ port: 0, onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = () => {
      socket.onmessage = null;
      use(new SocketTransport(socket), server);
    };
    return response;
  });
  const socket = new WebSocket(`ws://localhost:${server.addr.port}`);
  const frames: string[] = [];
  socket.onopen = () => socket.send("begin");
  socket.onmessage = ({ data }) => {
    frames.push(data);
    // While most is still to come: a message after the close frame may break the line before that is read.
    if (frames.length <= 4) socket.send("more");
  };
  return await new Promise((resolve) => {
    socket.onclose = ({ code, reason }) => resolve({ frames, code, reason });
  });
}

Deno.test("a socket with frames to write is closed after the last of them, with its code and reason", async () => {
  const { frames, code, reason } = await heardFrom((transport) => {
    for (let i = 0; i < FRAMES; i++) transport.send(FRAME);
    transport.close(4001, "signed out");
  });
  assertEquals([frames.length, code, reason], [FRAMES, 4001, "signed out"]);
});

Deno.test("nothing is sent once a socket is to be closed, and its code stays the first", async () => {
  const { frames, code } = await heardFrom((transport) => {
    for (let i = 0; i < FRAMES; i++) transport.send(FRAME);
    transport.close(1001, "going away");
    transport.send("late");
    transport.close(4001, "signed out");
  });
  assertEquals([frames.length, code], [FRAMES, 1001]);
});

Deno.test("a server that stops once all is written cuts off no socket", async () => {
  const { frames, code } = await heardFrom((transport, server) => {
    for (let i = 0; i < FRAMES; i++) transport.send(FRAME);
    transport.close(1001, "going away");
    void SocketTransport.allWritten().then(() => server.shutdown());
  });
  assertEquals([frames.length, code], [FRAMES, 1001]);
});

Deno.test("a socket whose peer reads nothing lingers after its close until it is cut", async () => {
  const closed = Promise.withResolvers<void>();
  let transport: SocketTransport | null = null;
  await using server = Deno.serve({ port: 0, onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => {
      transport = new SocketTransport(socket);
      for (let i = 0; i < FRAMES; i++) transport.send(FRAME);
      transport.close(1013, "try again later");
    };
    socket.onclose = () => closed.resolve();
    return response;
  });
  using peer = await openRawSocket(`ws://localhost:${server.addr.port}`);
  await SocketTransport.allWritten();
  const early = await Promise.race([closed.promise.then(() => "closed"), "lingers"]);
  assertEquals([early, SocketTransport.cutUnwritten()], ["lingers", 1]);
  await closed.promise;
  assertEquals(SocketTransport.cutUnwritten(), 0);
  peer.close();
});
