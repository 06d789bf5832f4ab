import { assertEquals } from "@std/assert";
import type { Ask } from "../../../client/connection/ask.ts";
import { RoomPeople } from "../../../client/rooms/room_people.ts";
import type { RoomPerson, User } from "../../../protocol/entities.ts";
import type { PresenceEvent } from "../../../protocol/events.ts";
import { TestClock } from "../../support/test_clock.ts";

const user = (name: string): User => ({ id: `u_${name}`, name });
const away = (name: string): RoomPerson => ({ ...user(name), online: false });

/** The people of a room whose server lists these, two on each page of those who are offline. */
function peopleOf({ online = [], offline = [] }: { online?: string[]; offline?: string[] }) {
  const asked: unknown[] = [];
  const clock = new TestClock();
  const ask = ((_type: string, fields: { online?: boolean; after?: User }) => {
    asked.push(fields);
    const names = fields.online ? online : offline;
    const from = fields.after ? names.indexOf(fields.after.name) + 1 : 0;
    const page = fields.online ? names.slice(from) : names.slice(from, from + 2);
    const people = page.map((name) => fields.online ? { ...user(name), online: true } : away(name));
    const isLast = from + page.length >= names.length;
    return Promise.resolve({
      ok: true,
      value: { people, ...(!isLast && { next: user(page.at(-1)!) }) },
    });
  }) as unknown as Ask;
  const people = new RoomPeople({ room: "r", ask, clock, random: () => 0, isOpen: () => true });
  const names = () => ({
    online: people.online.value.map(({ name }) => name),
    offline: people.offline.value?.map(({ name }) => name) ?? null,
  });
  return { people, names, asked, clock };
}

const told = (event: Partial<PresenceEvent>): PresenceEvent => ({
  type: "presence",
  room: "r",
  joined: [],
  left: [],
  online: 1,
  people: 4,
  ...event,
});

/** Lets what was answered be taken in. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("nobody asks for those who are offline before somebody looks, then page by page", async () => {
  const { people, names, asked } = peopleOf({ offline: ["Bo", "Cy", "Di"] });
  people.learn([user("Ada")]);
  assertEquals([names(), asked.length], [{ online: ["Ada"], offline: null }, 0]);
  people.watch();
  await settle();
  assertEquals(names().offline, ["Bo", "Cy"]);
  assertEquals(people.hasMore({ online: 1 }), true);
  await people.more({ online: 1 });
  assertEquals(names().offline, ["Bo", "Cy", "Di"]);
  assertEquals(people.hasMore({ online: 1 }), false);
});

Deno.test("who comes online and goes changes sides, and who leaves for good is on neither", async () => {
  const { people, names } = peopleOf({ offline: ["Bo"] });
  people.learn([user("Ada"), user("Eve")]);
  people.watch();
  await settle();
  people.hear(told({ joined: [user("Bo")], online: 3 }));
  assertEquals(names(), { online: ["Ada", "Bo", "Eve"], offline: [] });
  people.hear(told({ left: [user("Ada"), user("Eve")], quit: [user("Eve")], online: 1 }));
  assertEquals(names(), { online: ["Bo"], offline: ["Ada"] });
  people.hear(told({ quit: [user("Ada")] }));
  assertEquals(names(), { online: ["Bo"], offline: [] });
});

Deno.test("where more came and went than were named the lists are read anew, a while later", async () => {
  const { people, names, clock } = peopleOf({ online: ["Ada", "Zoe"], offline: ["Bo"] });
  people.learn([user("Ada")]);
  people.watch();
  await settle();
  people.hear(told({ more: true, online: 2 }));
  assertEquals(names().online, ["Ada"]);
  clock.advance(2_000);
  await settle();
  assertEquals(names(), { online: ["Ada", "Zoe"], offline: ["Bo"] });
});

Deno.test("who is online beyond the first ones is read behind the last one that is known", async () => {
  const { people, names, asked } = peopleOf({ online: ["Ada", "Bo", "Zoe", "eve"] });
  people.learn([user("Ada"), user("Bo")]);
  assertEquals(people.hasMore({ online: 4 }), true);
  await people.more({ online: 4 });
  assertEquals(asked, [{ room: "r", online: true, after: user("Bo") }]);
  assertEquals(names().online, ["Ada", "Bo", "eve", "Zoe"]);
});
