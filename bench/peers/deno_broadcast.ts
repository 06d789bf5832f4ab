// deno-lint-ignore-file no-console -- tells its port
/** The plainest chat there is on Deno: each message goes to everybody at once. */
const sockets = new Set<WebSocket>();

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, (request) => {
  const { socket, response } = Deno.upgradeWebSocket(request);
  socket.onopen = () => sockets.add(socket);
  socket.onclose = () => sockets.delete(socket);
  socket.onmessage = ({ data }) => {
    for (const one of sockets) one.send(data);
  };
  return response;
});
