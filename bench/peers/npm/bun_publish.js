/** Bun's own publish and subscribe. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, server) {
    return server.upgrade(request) ? undefined : new Response("not a WebSocket", { status: 426 });
  },
  websocket: {
    perMessageDeflate: false,
    // As much as a chat server would let wait for a slow reader.
    backpressureLimit: 1024 * 1024,
    open: (socket) => socket.subscribe("general"),
    message: (_socket, text) => void server.publish("general", text),
  },
});

console.log(server.port);
