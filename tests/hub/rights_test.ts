import { assert, assertEquals } from "@std/assert";
import type { Account, RoomKind } from "../../protocol/entities.ts";
import { REQUESTS, type RequestType } from "../../protocol/requests.ts";
import { type OpenHub, openHub, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

/** Every request by everybody in every kind of room: who may, and what the others are told. */

const PEOPLE = ["guest", "outsider", "member", "manager", "admin", "owner"] as const;
type Name = (typeof PEOPLE)[number];
type Peers = Record<Name | "author" | "spare", Peer>;

const ROOMS = {
  "a public room": {},
  "a public room where only managers post": { posting: "managers" },
  "an archived public room": { archived: true },
  "a private room": { private: true },
  "a private room where only managers post": { private: true, posting: "managers" },
  "an archived private room": { private: true, archived: true },
  "a direct conversation": { direct: true },
} as const;
type RoomName = keyof typeof ROOMS;

interface Settings {
  private?: boolean;
  direct?: boolean;
  archived?: boolean;
  posting?: string;
}

const EVERYBODY = "guest outsider member manager admin owner";
const MEMBERS = "member manager";
const MODERATORS = "admin owner";
const MANAGERS = "manager admin owner";
const NOBODY = "";

/** Who succeeds, by the kind of room, and what the others hear who may see it; the rest hear that there is none. */
interface Rule {
  /** Each of them asks it of a room of its own, in which nothing was posted. */
  isEmpty?: true;
  request(room: string, people: Peers, by: Name): Record<string, unknown>;
  may: Record<RoomName, string>;
  /** One of these. */
  refusals?: string[];
  /** What they hear for whom the room does not exist. */
  unseen?: string;
}

const readers = inEach({ public: EVERYBODY, private: MEMBERS, direct: MEMBERS });
const nobody = inEach({ public: NOBODY, private: NOBODY, direct: NOBODY });
const managers = inEach({ public: MANAGERS, private: "manager", direct: NOBODY });

/** A row for each request; two for `room.delete`, whose answer depends on whether the room is empty. */
const RULES: Record<
  Exclude<RequestType, keyof typeof WITHOUT_ROOM> | "room.delete (empty)",
  Rule
> = {
  "room.join": { request: (room) => ({ room }), may: readers },
  "room.leave": {
    request: (room) => ({ room }),
    may: nobody,
    refusals: ["not_joined"],
    unseen: "not_joined",
  },
  "room.people": { request: (room) => ({ room }), may: readers },
  "room.members": { request: (room) => ({ room }), may: readers },
  "room.update": {
    request: (room) => ({ room, topic: "What it is about" }),
    may: managers,
    refusals: ["forbidden"],
  },
  "room.delete": { request: (room) => ({ room }), may: nobody, refusals: ["forbidden"] },
  "room.delete (empty)": {
    isEmpty: true,
    request: (room) => ({ room }),
    // Who opened a conversation does not manage it, but has made it.
    may: { ...managers, "a direct conversation": "manager" },
    refusals: ["forbidden"],
  },
  "room.invite": {
    request: (room, { spare }) => ({ room, user: idOf(spare) }),
    may: managers,
    refusals: ["forbidden"],
  },
  "room.remove": {
    request: (room, { spare }) => ({ room, user: idOf(spare) }),
    may: managers,
    refusals: ["forbidden"],
  },
  "typing": {
    request: (room) => ({ room }),
    may: nobody,
    refusals: ["not_joined"],
    unseen: "not_joined",
  },
  "read.mark": {
    request: (room) => ({ room, seq: 1 }),
    may: inEach({
      public: "outsider member manager admin owner",
      private: MEMBERS,
      direct: MEMBERS,
    }),
    refusals: ["forbidden"],
  },
  "message.send": {
    request: (room, _, by) => ({ room, id: `by-${by}`, text: "hi" }),
    may: {
      ...readers,
      "a public room where only managers post": MANAGERS,
      "an archived public room": NOBODY,
      "a private room where only managers post": "manager",
      "an archived private room": NOBODY,
    },
    refusals: ["read_only"],
  },
  "message.edit": {
    request: (room) => ({ room, seq: 1, text: "not mine" }),
    may: nobody,
    refusals: ["not_yours", "read_only"],
  },
  "message.delete": {
    request: (room) => ({ room, seq: 1 }),
    may: {
      ...inEach({ public: MODERATORS, private: NOBODY, direct: NOBODY }),
      "an archived public room": NOBODY,
      "an archived private room": NOBODY,
    },
    refusals: ["not_yours", "read_only"],
  },
  "history.page": { request: (room) => ({ room }), may: readers },
  "history.changes": { request: (room) => ({ room, after: 0 }), may: readers },
};

/** Requests that are about no room there is, with who succeeds and what the others hear. */
const WITHOUT_ROOM = {
  "auth": {
    request: () => ({ name: "Another" }),
    may: NOBODY,
    refusal: "already_authenticated",
  },
  "room.list": { request: () => ({}), may: EVERYBODY },
  "room.create": {
    request: (_: Peers, by: Name) => ({ id: `by-${by}`, private: true }),
    may: "outsider member manager admin owner",
    refusal: "forbidden",
  },
  "direct.open": {
    request: ({ spare }: Peers) => ({ users: [idOf(spare)] }),
    may: "outsider member manager admin owner",
    refusal: "forbidden",
  },
  "user.find": {
    request: () => ({ query: "a" }),
    may: "outsider member manager admin owner",
    refusal: "forbidden",
  },
} as const;

/** The same in rooms of one kind, however they are set. */
function inEach(who: Record<RoomKind, string>): Record<RoomName, string> {
  const names = Object.keys(ROOMS) as RoomName[];
  return Object.fromEntries(names.map((name) => [name, who[kindOf(name)]])) as Record<
    RoomName,
    string
  >;
}

function kindOf(name: RoomName): RoomKind {
  const settings: Settings = ROOMS[name];
  return settings.private ? "private" : settings.direct ? "direct" : "public";
}

function idOf(peer: Peer): string {
  return peer.connection.account!.id;
}

/** A row asks more than anybody would. */
const LIMITS = { floodStrikes: 1_000, requestBurst: 1_000 };

async function openPeople(open: OpenHub): Promise<Peers> {
  const peer = (account: Account) => new Peer(open.hub, { account });
  return {
    guest: peer(person("Guest")),
    outsider: peer(await open.account("Outsider")),
    member: peer(await open.account("Member")),
    manager: peer(await open.account("Manager")),
    admin: peer(await open.account("Admin", "admin")),
    owner: peer(await open.account("Owner", "owner")),
    author: peer(await open.account("Author")),
    spare: peer(await open.account("Spare")),
  };
}

/** Makes a room of the manager's, with a message of its author's unless it is to be empty. */
async function makeRoom(
  open: OpenHub,
  people: Peers,
  { id, name, isEmpty }: { id: string; name: RoomName; isEmpty: boolean },
): Promise<string> {
  const { manager, member, author, spare } = people;
  const { private: isPrivate, direct, ...settings }: Settings = ROOMS[name];
  // One more in each conversation, so that there are several.
  const users = direct ? [member, author, spare].map(idOf).concat((await open.account(id)).id) : [];
  const made = await manager.must(
    direct ? { type: "direct.open", users } : { type: "room.create", id, private: isPrivate },
  );
  const room = made.room!.id;
  for (const peer of isPrivate ? [member, author, spare] : []) {
    await manager.must({ type: "room.invite", room, user: idOf(peer) });
  }
  if (!isEmpty) await author.must({ type: "message.send", room, id: "m1", text: "mine" });
  if (!direct) await manager.must({ type: "room.update", room, ...settings });
  return room;
}

/** The error code; "ok" without one. */
async function outcome(peer: Peer, request: Record<string, unknown>): Promise<string> {
  const reply = await peer.ask(request);
  return reply.ok ? "ok" : reply.error.code;
}

for (const name of Object.keys(ROOMS) as RoomName[]) {
  Deno.test(`who may do what in ${name}`, async () => {
    await using open = await openHub({ limits: LIMITS });
    const people = await openPeople(open);
    const kind = kindOf(name);
    for (const [row, { isEmpty = false, ...rule }] of Object.entries(RULES)) {
      const type = row.split(" ")[0]!;
      const make = (by = "all") => {
        const id = `${type.replace(".", "-")}-${by}-${isEmpty ? "e" : "m"}`;
        return makeRoom(open, people, { id, name, isEmpty });
      };
      const shared = isEmpty ? null : await make();
      for (const by of PEOPLE) {
        const room = shared ?? await make(by);
        if (type === "room.remove" && kind !== "direct") {
          const invitation = { room, user: idOf(people.spare), manager: kind === "public" };
          await people.manager.must({ type: "room.invite", ...invitation });
        }
        const got = await outcome(people[by], { type, ...rule.request(room, people, by) });
        const isSeen = kind === "public" || MEMBERS.split(" ").includes(by);
        const expected = rule.may[name].split(" ").includes(by)
          ? ["ok"]
          : isSeen
          ? rule.refusals ?? []
          : [rule.unseen ?? "room_not_found"];
        assert(expected.includes(got), `${row} by ${by}: ${got}, not ${expected}`);
      }
    }
  });
}

Deno.test("every request there is has its row here", () => {
  const rows = [...Object.keys(RULES), ...Object.keys(WITHOUT_ROOM)].map((row) =>
    row.split(" ")[0]
  );
  assertEquals([...new Set(rows)].toSorted(), Object.keys(REQUESTS).toSorted());
});

Deno.test("a guest deletes the empty room they made, and no other guest does; an admin may", async () => {
  await using open = await openHub({ limits: { floodStrikes: 1_000 } });
  const people = await openPeople(open);
  const { guest, admin } = people;
  const another = new Peer(open.hub, { account: person("Another") });
  for (const room of ["one", "two", "three"]) {
    await guest.must({ type: "room.create", id: room });
    assertEquals(await outcome(another, { type: "room.delete", room }), "forbidden");
    assertEquals(await outcome(people.outsider, { type: "room.delete", room }), "forbidden");
  }
  assertEquals(await outcome(guest, { type: "room.delete", room: "one" }), "ok");
  assertEquals(await outcome(admin, { type: "room.delete", room: "two" }), "ok");
  await guest.must({ type: "message.send", room: "three", id: "m1", text: "hi" });
  assertEquals(await outcome(guest, { type: "room.delete", room: "three" }), "forbidden");
  assertEquals(await outcome(people.owner, { type: "room.delete", room: "general" }), "forbidden");
});

Deno.test("who may do what is asked of no room", async () => {
  await using open = await openHub();
  const people = await openPeople(open);
  for (const [type, { request, may, ...rest }] of Object.entries(WITHOUT_ROOM)) {
    for (const by of PEOPLE) {
      const got = await outcome(people[by], { type, ...request(people, by) });
      const refusal = "refusal" in rest ? rest.refusal : "";
      assertEquals(got, may.split(" ").includes(by) ? "ok" : refusal, `${type} by ${by}`);
    }
  }
});

Deno.test("whoever has not said who they are can do that and nothing else", async () => {
  await using open = await openHub({ limits: { floodStrikes: 1_000 } });
  const people = await openPeople(open);
  const stranger = new Peer(open.hub);
  for (const type of Object.keys(REQUESTS) as RequestType[]) {
    if (type === "auth") continue;
    const fields = type in WITHOUT_ROOM
      ? WITHOUT_ROOM[type as keyof typeof WITHOUT_ROOM].request(people, "guest")
      : RULES[type as keyof typeof RULES].request("general", people, "guest");
    assertEquals(await outcome(stranger, { type, ...fields }), "not_authenticated", type);
  }
  assertEquals(await outcome(stranger, { type: "auth", name: "Stranger" }), "ok");
});
