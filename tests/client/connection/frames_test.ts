import { assertEquals } from "@std/assert";
import { decodeEvents } from "../../../client/connection/frames.ts";

const lagged = { type: "lagged", room: "general", version: 3 };

Deno.test("each line of a frame is an event", () => {
  const frame = `${JSON.stringify(lagged)}\n${JSON.stringify({ ...lagged, version: 4 })}`;
  assertEquals(decodeEvents(frame).length, 2);
});

Deno.test("unknown fields and unknown types of a newer server break nothing", () => {
  const known = JSON.stringify({ ...lagged, mood: "calm" });
  const frame = `{"type":"weather"}\n${known}\n{"type":"toString"}`;
  assertEquals(decodeEvents(frame).map((event) => event.type), ["lagged"]);
});

Deno.test("lines that are no JSON object are passed over", () => {
  const lines = ["", "{", "null", "7", '"lagged"', "[]", '{"type":1}', JSON.stringify(lagged)];
  assertEquals(decodeEvents(lines.join("\n")).length, 1);
});
