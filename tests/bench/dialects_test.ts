import { assertEquals, assertThrows } from "@std/assert";
import { sayingText } from "../../bench/load/dialects/dialect.ts";
import { type DialectName, findDialect } from "../../bench/load/dialects/find.ts";

const TEXT_BYTES = 29;

/** What a frame is taken for by the client that sends as number 7. */
function read(name: DialectName, frame: string): { count: number; answered: number[][] } {
  // Something stands before and behind it, as in the buffer of a socket.
  const bytes = new TextEncoder().encode(`..${frame}{"type":"message"\n`);
  const end = 2 + new TextEncoder().encode(frame).length;
  const answered: number[][] = [];
  const listener = {
    sender: 7,
    answered: (number: number, version: number) => void answered.push([number, version]),
  };
  return { count: findDialect(name, TEXT_BYTES).read(bytes, 2, end, listener), answered };
}

Deno.test("a text is as long as asked for, and tells its sender and number", () => {
  assertEquals(sayingText(7, 42, TEXT_BYTES), "0007 0000042 xxxxxxxxxxxxxxxx");
});

Deno.test("plain: all lines are messages, and one's own are their own answers", () => {
  const lines = [[7, 1], [8, 1], [7, 2]].map(([who, number]) => sayingText(who!, number!, 29));
  assertEquals(read("plain", lines.join("\n")), { count: 3, answered: [[1, 0], [2, 0]] });
});

Deno.test("plain: a line of another length is no message", () => {
  const frame = ["Ada joined", sayingText(8, 1, 29), sayingText(8, 2, 29)].join("\n");
  assertEquals(read("plain", frame).count, 2);
});

Deno.test("confab.v1: events are counted, replies are answers, and the rest is passed over", () => {
  const lines = [
    '{"type":"reply","ref":"12","ok":true,"seq":40,"version":41,"at":1}',
    '{"type":"message","room":"general","version":41,"message":{}}',
    '{"type":"message","room":"general","version":42,"message":{"text":"longer"}}',
    '{"type":"presence","room":"general","joined":[],"left":[],"online":2}',
    '{"type":"room","room":{"id":"general"}}',
  ];
  assertEquals(read("confab.v1", lines.join("\n")), { count: 2, answered: [[12, 41]] });
  assertEquals(read("confab.v1", lines[1]!), { count: 1, answered: [] });
});

Deno.test("confab.v1: a refused message ends the measurement", () => {
  const refused = '{"type":"reply","ref":"1","ok":false,"error":{"code":"rate_limited"}}';
  assertThrows(() => read("confab.v1", refused), Error, "rate_limited");
});

Deno.test("Socket.IO: a frame is a message when it is as long as one", () => {
  const own = `42["m","${sayingText(7, 3, TEXT_BYTES)}"]`;
  assertEquals(read("socket.io", own), { count: 1, answered: [[3, 0]] });
  assertEquals(read("socket.io", "2").count, 0);
});
