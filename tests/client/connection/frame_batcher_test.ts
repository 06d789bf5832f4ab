import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { FrameBatcher } from "../../../client/connection/frame_batcher.ts";
import { utf8Bytes } from "../../../protocol/bytes.ts";

Deno.test("lines of one turn are one frame, those of the next another", async () => {
  const frames: string[] = [];
  const writer = new FrameBatcher((frame) => frames.push(frame), () => 100);
  writer.write("one");
  writer.write("two");
  await Promise.resolve();
  writer.write("three");
  await Promise.resolve();
  assertEquals(frames, ["one\ntwo", "three"]);
});

Deno.test("a line longer than a frame is refused and does not hold up the others", async () => {
  const frames: string[] = [];
  const writer = new FrameBatcher((frame) => frames.push(frame), () => 4);
  assertEquals([writer.write("ok"), writer.write("éééé"), writer.write("me")], [true, false, true]);
  await Promise.resolve();
  assertEquals(frames.join("\n"), "ok\nme");
});

Deno.test("what was not handed over when the connection closed is not sent on the next", async () => {
  const frames: string[] = [];
  const writer = new FrameBatcher((frame) => frames.push(frame), () => 100);
  writer.write("old");
  writer.clear();
  writer.write("new");
  await Promise.resolve();
  assertEquals(frames, ["new"]);
});

Deno.test("for any lines no frame is over the limit, and none is lost or out of order", async () => {
  const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 })
    .map((text) => text.replaceAll("\n", " "));
  await fc.assert(fc.asyncProperty(fc.array(line), async (lines) => {
    const frames: string[] = [];
    const writer = new FrameBatcher((frame) => frames.push(frame), () => 40);
    const taken = lines.filter((line) => writer.write(line));
    await Promise.resolve();
    assertEquals(frames.every((frame) => utf8Bytes(frame) <= 40), true);
    assertEquals(frames.flatMap((frame) => frame.split("\n")), taken);
  }));
});
