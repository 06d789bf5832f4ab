import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ChangeStream } from "../../../cli/stream/change_stream.ts";
import type { Message } from "../../../protocol/entities.ts";

function post(version: number): Message {
  const user = { id: "u", name: "Ada" };
  return { seq: version, version, id: `m${version}`, user, text: `${version}`, at: version };
}

function open(after: number | null) {
  const versions: number[] = [];
  let replaced = 0;
  const changes = new ChangeStream({
    after,
    emit: (messages) => versions.push(...messages.map((message) => message.version)),
    replaced: () => replaced++,
    gone() {},
  });
  return { changes, versions, replaced: () => replaced };
}

Deno.test("whatever is lost or comes twice, every change is told once and in order", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("event" as const), version: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ kind: fc.constant("page" as const), size: fc.integer({ min: 1, max: 8 }) }),
  );
  fc.assert(fc.property(fc.nat({ max: 10 }), fc.array(step), (after, steps) => {
    const { changes, versions } = open(after);
    const page = (size: number) => {
      const from = changes.position()!.version + 1;
      const messages = Array.from(
        { length: Math.max(0, Math.min(size, 31 - from)) },
        (_, index) => post(from + index),
      );
      changes.changed(
        { epoch: "1", messages, version: 30, more: from + messages.length <= 30 },
        false,
      );
    };
    for (const one of steps) {
      if (one.kind === "event") changes.receive(post(one.version));
      else page(one.size);
    }
    page(30);
    assertEquals(versions, Array.from({ length: 30 - after }, (_, index) => after + 1 + index));
  }));
});

Deno.test("an event that leaves a hole is heard of, so that the hole is asked for", () => {
  const { changes, versions } = open(3);
  changes.receive(post(6));
  assertEquals([changes.position()?.version, changes.heard(), versions], [3, 6, []]);
});

Deno.test("a room whose data was replaced is told from its newest page on", () => {
  const { changes, versions, replaced } = open(90);
  changes.changed({ epoch: "1", messages: [post(1), post(2)], version: 2, more: false }, true);
  changes.receive(post(3));
  assertEquals([versions, replaced()], [[1, 2, 3], 1]);
});
