import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type OnlinePerson, RoomPeople } from "../../../hub/rooms/room_people.ts";
import type { User } from "../../../protocol/entities.ts";
import { PRESENCE_NAMED } from "../../../protocol/limits.ts";

class Somebody implements OnlinePerson {
  constructor(public user: User) {}
}

const HERE = { isOnline: true, isVisitor: false, isTold: true };
const NAMES = ["Ada", "Bo", "Cy", "Di"];

Deno.test("for every order of coming, going, renaming and telling, what was told adds up to who is online, by name", () => {
  const step = fc.record({
    who: fc.nat(NAMES.length - 1),
    what: fc.constantFrom("come", "come", "go", "rename", "tell", "list"),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
    const room = new RoomPeople();
    const online = new Map<number, Somebody>();
    const told = new Map<string, User>();
    for (const [i, { who, what }] of steps.entries()) {
      const person = online.get(who);
      if (what === "come" && !person) {
        // Whoever comes back is another object.
        const comer = new Somebody({ id: `u_${who}`, name: NAMES[who]! });
        online.set(who, comer);
        assertEquals(room.seat(comer, HERE), true);
      } else if (what === "go" && person) {
        online.delete(who);
        assertEquals(room.seat(person, { ...HERE, isOnline: false }), true);
      } else if (what === "rename" && person) {
        const before = person.user;
        person.user = { ...before, name: `${NAMES[(who + i) % NAMES.length]} ${i}` };
        room.rename(person, before);
      } else if (what === "tell") tell();
      else if (what === "list") check();
    }
    tell();
    check();
    const users = [...online.values()].map(({ user }) => user);
    assertEquals([...told.values()].sort(byName), users.sort(byName));

    function check() {
      const users = [...online.values()].map(({ user }) => user).sort(byName);
      assertEquals([room.users(), room.online], [users, users.length]);
    }
    function tell() {
      const { joined = [], left = [], renamed = [] } = room.take() ?? {};
      for (const user of joined) {
        assertEquals(told.has(user.id), false);
        told.set(user.id, user);
      }
      for (const user of left) assertEquals(told.delete(user.id), true);
      // Whoever came back between two times is told of by nothing, but what they are called.
      for (const { user } of online.values()) {
        if (told.has(user.id) && told.get(user.id)!.name !== user.name) {
          assertEquals(renamed.some(({ id }) => id === user.id), true, user.name);
        }
      }
      for (const user of renamed) told.set(user.id, user);
    }
  }));
});

Deno.test("of many who come and go some are named, and it is said that there are more; of those who came in the others are named next", () => {
  const room = new RoomPeople();
  const many = Array.from({ length: 70 }, (_, n) => new Somebody({ id: `u${n}`, name: `N ${n}` }));
  for (const person of many) {
    room.seat(person, HERE);
    room.enter(person.user);
  }
  const first = room.take()!;
  const lengths = [first.joined.length, first.entered?.length, first.left.length, first.more];
  assertEquals(lengths, [PRESENCE_NAMED, PRESENCE_NAMED, 0, true]);
  const second = room.take()!;
  assertEquals([second.joined, second.entered?.length, second.more], [[], 20, undefined]);
  assertEquals(room.take(), null);
});

Deno.test("who came in and left for good in between did neither", () => {
  const room = new RoomPeople();
  const [ada, bo] = [{ id: "a", name: "Ada" }, { id: "b", name: "Bo" }];
  room.enter(ada);
  room.quit(ada);
  room.quit(bo);
  room.enter(bo);
  assertEquals(room.take(), null);
});

Deno.test("those who are online are listed page by page, each once", () => {
  const room = new RoomPeople();
  for (let n = 0; n < 25; n++) {
    room.seat(new Somebody({ id: `u${n}`, name: `N ${n % 7}` }), HERE);
  }
  const listed: User[] = [];
  for (let after: User | null = null, more = true; more; after = listed.at(-1)!) {
    const page = room.page({ after, limit: 4 });
    listed.push(...page.users);
    more = page.more;
  }
  assertEquals(listed, room.users());
});

function byName(a: User, b: User): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

Deno.test("who comes and goes while nobody looks is online, and never told of", () => {
  const room = new RoomPeople();
  const [ada, bo] = ["Ada", "Bo"].map((name) => new Somebody({ id: `u_${name}`, name }));
  for (const person of [ada!, bo!]) room.seat(person, { ...HERE, isTold: false });
  room.seat(bo!, { ...HERE, isOnline: false, isTold: false });
  assertEquals([room.online, room.take()], [1, null]);
});
