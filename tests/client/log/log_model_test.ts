import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Message } from "../../../protocol/entities.ts";
import { ANN, BOB, LogModel } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";

/** What the model and the hub must agree on: all but times, ids and names. */
const gist = ({ messages, more, version }: {
  messages?: readonly Message[];
  more?: boolean;
  version?: number;
}) => ({
  messages: messages?.map(({ seq, version, user, text, editedAt, deletedAt }) => {
    return { seq, version, user: user.id, text, edited: !!editedAt, deleted: !!deletedAt };
  }),
  more,
  version,
});

Deno.test("the log that timelines are held against answers as a hub does", async () => {
  await using server = await TestServer.open();
  const change = fc.record({
    kind: fc.constantFrom("post", "post", "edit", "remove"),
    by: fc.constantFrom(ANN, BOB),
    which: fc.nat(),
  });
  let rooms = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 20 }),
      fc.nat(20),
      async (changes, at) => {
        const room = await server.makeRoom(`room-${++rooms}`);
        const model = new LogModel();
        for (const { kind, by, which } of changes) {
          const own = model.messages.flatMap((one, index) =>
            one.user.id === by.id && one.deletedAt === undefined ? [{ ...one, index }] : []
          );
          const target = own[which % own.length];
          if (kind === "post" || !target) {
            const { seq, id, text } = model.post(by);
            assertEquals((await server.post(by, text, room)).seq, seq, id);
          } else if (kind === "edit") {
            const { text } = model.edit(target.index);
            await server.edit(by, target.seq, text, room);
          } else {
            model.remove(target.index);
            await server.remove(by, target.seq, room);
          }
        }
        const ask = async (request: object) =>
          gist(await server.as(ANN).must({ room, ...request }));
        const after = Math.min(at, model.version);
        const limit = 1 + at % 5;
        assertEquals(await ask({ type: "room.join" }), gist(model.snapshot(50)));
        assertEquals(
          await ask({ type: "history.changes", after, limit }),
          gist(model.changes(after, limit)),
        );
        for (const position of [{}, { before: at + 1 }, { after }]) {
          assertEquals(
            await ask({ type: "history.page", ...position, limit }),
            gist(model.page(position, limit)),
          );
        }
      },
    ),
    { numRuns: 15 },
  );
});
