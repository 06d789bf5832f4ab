import { assertEquals } from "@std/assert";
import type { Line, Swarm } from "../../bench/load/swarm.ts";
import { encodeFrame, WebSocketLine } from "../../bench/load/web_socket.ts";

const encoder = new TextEncoder();

/** A server's frame: as a client's, but without a mask. */
function serverFrame(text: string): Uint8Array {
  const masked = encodeFrame(1, encoder.encode(text));
  const header = masked.length - encoder.encode(text).length - 4;
  const frame = new Uint8Array([...masked.slice(0, header), ...masked.slice(header + 4)]);
  frame[1]! &= 127;
  return frame;
}

/** What a socket hears when these bytes arrive in pieces of a size. */
function hear(bytes: Uint8Array, pieceBytes: number): string[] {
  const heard: string[] = [];
  const line = { send() {}, close() {} } as unknown as Line;
  const socket = new WebSocketLine({ connect: () => line } as unknown as Swarm, { path: "/ws" }, {
    onOpen: () => heard.push("open"),
    onFrame: (bytes, start, end) => heard.push(new TextDecoder().decode(bytes.slice(start, end))),
    onClose: (status) => heard.push(`closed ${status}`),
  });
  let kept = new Uint8Array();
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const shown = new Uint8Array([...kept, ...bytes.slice(at, at + pieceBytes)]);
    kept = shown.slice(socket.onBytes(shown, shown.length));
  }
  assertEquals(kept.length, 0);
  return heard;
}

const upgraded = encoder.encode("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
const texts = ["short", "é", "x".repeat(125), "y".repeat(126), "z".repeat(70_000), "last"];
const stream = new Uint8Array([...upgraded, ...texts.flatMap((text) => [...serverFrame(text)])]);

Deno.test("frames of every length are heard whole, however they are cut on the way", () => {
  for (const pieceBytes of [stream.length, 65_536, 1_000, 997]) {
    assertEquals(hear(stream, pieceBytes), ["open", ...texts]);
  }
  const short = stream.slice(0, upgraded.length + 200);
  assertEquals(hear(short.slice(0, upgraded.length + 7), 1), ["open", "short"]);
});

Deno.test("a refusal is told with its status", () => {
  assertEquals(hear(encoder.encode("HTTP/1.1 400 Bad Request\r\n\r\n"), 5), ["closed 400"]);
});
