import { assertEquals } from "@std/assert";
import { LocalBroker } from "../../../brokers/local_broker.ts";
import { Meter } from "../../../hub/meter.ts";
import type { Change } from "../../../hub/ports/store.ts";
import { RoomLog } from "../../../hub/rooms/room_log.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { publicUser } from "../../../protocol/entities.ts";
import { openHub, person } from "../../support/open_hub.ts";

const ada = publicUser(person("Ada"));

function post(id: string): Change {
  return { kind: "post", room: "general", user: ada, id, content: { text: id } };
}

/** A room's log over a real store, with what it delivered and logged. */
async function openLog() {
  const open = await openHub();
  const delivered: string[] = [];
  const logged: string[] = [];
  const logger = { error: (message: string) => void logged.push(message) };
  const broker = new LocalBroker(logger);
  const log = new RoomLog("general", {
    version: 0,
    services: {
      store: open.store,
      broker,
      clock: open.clock,
      limits: DEFAULT_LIMITS,
      meter: new Meter(() => open.clock.monotonic()),
      logger,
    },
    deliver: ({ message }) => void delivered.push(message.id),
    isWatched: () => true,
  });
  broker.subscribe((event) => event.type === "message" && log.hear(event));
  return { log, delivered, logged, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() };
}

Deno.test("whoever fails at the answer to their change keeps nobody else's from them, nor the change from the room", async () => {
  await using open = await openLog();
  const { log, delivered, logged } = open;
  log.change(post("one"), () => {
    throw new TypeError("cannot take it");
  });
  const second = new Promise<boolean>((resolve) => {
    log.change(post("two"), (outcome) => resolve(!(outcome instanceof Error) && outcome.ok));
  });
  log.append();
  assertEquals(await second, true);
  assertEquals([delivered, logged], [["one", "two"], ["a change could not be told"]]);
});
