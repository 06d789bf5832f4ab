/** What its manual shows as "server broadcast", on the `ws` package: each message goes to everybody at once. */
import { WebSocket, WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

server.on("connection", (socket) => {
  socket.on("message", (text) => {
    for (const client of server.clients) {
      if (client.readyState === WebSocket.OPEN) client.send(text, { binary: false });
    }
  });
});

server.on("listening", () => console.log(server.address().port));
