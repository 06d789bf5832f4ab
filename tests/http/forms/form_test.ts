import { assertEquals } from "@std/assert";
import { HttpError } from "fresh";
import { readForm } from "../../../http/forms/form.ts";

/** The status a form is answered with of which only a part arrives. */
async function statusOf(
  send: (connection: Deno.TcpConn) => void,
  deadlineMs?: number,
): Promise<number> {
  const answer = Promise.withResolvers<number>();
  await using server = Deno.serve({ port: 0, onListen() {} }, async (request) => {
    const status = await readForm(request, deadlineMs)
      .then(() => 200, (error: HttpError) => error.status);
    answer.resolve(status);
    return new Response(null, { status });
  });
  using connection = await Deno.connect({ port: server.addr.port });
  const head = [
    "POST / HTTP/1.1",
    "Host: localhost",
    "Content-Type: application/x-www-form-urlencoded",
    "Content-Length: 8",
    "Connection: close",
    "\r\n",
  ];
  await connection.write(new TextEncoder().encode(head.join("\r\n")));
  await connection.write(new TextEncoder().encode("name="));
  send(connection);
  return await answer.promise;
}

Deno.test("a form that does not arrive in time is given up", async () => {
  assertEquals(await statusOf(() => {}, 50), 408);
});

Deno.test("a form whose sender goes away is no fault of ours", async () => {
  assertEquals(await statusOf((connection) => connection.close()), 400);
});

Deno.test("a form that arrives in pieces is read whole", async () => {
  const rest = new TextEncoder().encode("Ada");
  assertEquals(await statusOf((connection) => void connection.write(rest)), 200);
});

Deno.test("a form in more pieces than a browser makes is refused: each takes a buffer of Deno's", async () => {
  const piece = new TextEncoder().encode("n");
  const send = async (pieces: number) => {
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < pieces; i++) controller.enqueue(piece);
        controller.close();
      },
    });
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    return await readForm(new Request("http://localhost/", { method: "POST", headers, body }))
      .then(() => 200, (error: HttpError) => error.status);
  };
  assertEquals([await send(256), await send(257)], [200, 413]);
});
