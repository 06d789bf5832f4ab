import { assert, assertEquals } from "@std/assert";
import type { Appended, Change } from "../../../hub/ports/store.ts";
import type { User } from "../../../protocol/entities.ts";
import { SESSIONS_PER_USER } from "../../../protocol/limits.ts";
import { Random } from "../../faults/random.ts";
import { emptyDatabase, havePostgres, testDatabases } from "../../support/postgres_server.ts";
import { claimAll, MADE_AT, newAccount, newSession, verdict } from "../contract/people.ts";
import {
  type Adapter,
  ann,
  bob,
  cem,
  edit,
  newRoom,
  post,
  readAll,
  remove,
  type Subject,
} from "../contract/subject.ts";
import { openPostgresSubject } from "./postgres_subject.ts";

/** Several instances on one database, all at the same few rooms and people. */

const ROOMS = ["general", "staff", "news"];
const PEOPLE = [ann, bob, cem];
/** By each instance. */
const APPENDS = 100;

const makeDatabase = havePostgres() ? testDatabases() : null;
let database: string | undefined;

function test(name: string, run: (subject: Subject, stores: Adapter[]) => Promise<void>) {
  Deno.test({
    name,
    ignore: makeDatabase === null,
    async fn() {
      database ??= await makeDatabase!();
      await using subject = await openPostgresSubject(database);
      await emptyDatabase(database);
      const stores = [subject.store, await subject.another(), await subject.another()];
      await run(subject, stores);
    },
  });
}

test(
  "instances that hammer the same rooms keep versions dense, double nothing and fail at nothing",
  async (_, stores) => {
    const [store] = stores as [Adapter];
    await claimAll(store, ann, bob);
    const members = [{ userId: ann.id, manager: true }, { userId: bob.id, manager: true }];
    await store.createRoom(newRoom("general"));
    await store.createRoom(newRoom("staff", { kind: "private", members }));
    await store.createRoom(newRoom("news", { members }));
    const written: { change: Change; answer: Appended }[] = [];
    const random = new Random(20_261_122);
    const work = stores.flatMap((each) => [
      appends(each, random.fork(), written),
      changesAround(each, random.fork()),
    ]);
    await Promise.all(work);

    for (const room of ROOMS) {
      const ofRoom = written.filter(({ change }) => change.room === room)
        .map(({ answer }) => answer).filter((answer) => answer.ok);
      const versions = ofRoom.filter(({ repeated }) => !repeated)
        .map(({ message }) => message.version).sort((a, b) => a - b);
      assert(versions.length > 20, room);
      assertEquals(versions, versions.map((_, index) => index + 1), `${room} has a hole`);
      const [{ version, messages }] = [(await store.snapshot(room, 1))!];
      assertEquals(version, versions.length, room);
      assert(messages.length === 1);
      const log = await readAll(store, room, 100);
      assertEquals(new Set(log.map(({ id, user }) => `${id} ${user.id}`)).size, log.length, room);
      assertEquals((await store.room(room))!.posts, log.length, room);
    }
  },
);

/** Posts, edits and deletions in several rooms at once, in any order; some posts by all instances. */
async function appends(
  store: Adapter,
  random: Random,
  written: { change: Change; answer: Appended }[],
): Promise<void> {
  for (let n = 0; n < APPENDS;) {
    const batch = Array.from({ length: random.between(1, 4) }, () => {
      n++;
      return Array.from({ length: random.between(1, 5) }, () => anyChange(random));
    });
    const answers = await Promise.all(batch.map((changes) => store.append(changes)));
    answers.forEach((each, i) =>
      each.forEach((answer, j) => written.push({ change: batch[i]![j]!, answer }))
    );
  }
}

function anyChange(random: Random): Change {
  const room = random.pick(ROOMS);
  const user = random.pick(PEOPLE);
  const seq = random.between(1, 40);
  switch (random.between(0, 4)) {
    case 0:
      return edit(user, seq, `edited ${random.between(0, 9)}`, room);
    case 1:
      return remove(user, seq, room);
    case 2:
      return post(user, `m${random.between(0, 99)}`, { room, replyTo: seq });
    default:
      return post(user, `m${random.between(0, 99)}`, { room });
  }
}

/** All that meets appends at rows of rooms and users. */
async function changesAround(store: Adapter, random: Random): Promise<void> {
  for (let n = 0; n < APPENDS / 2; n++) {
    const id = `${random.between(0, 1e9)}`;
    const room = random.pick(ROOMS);
    const user = random.pick([ann, bob]);
    const guest = { id: `u_${id}`, name: id };
    await Promise.all([
      store.setMember({ room, user: user.id, actor: ann.id, manager: true }),
      store.updateRoom(room, { topic: id }, bob.id),
      store.updateAccount(user.id, { role: random.pick(["member", "admin"]) }),
      store.markRead({ room, user: user.id, seq: random.between(1, 30) }),
      store.addSession(newSession(id, user.id)).then(() =>
        store.touchSession(`token of ${id}`, MADE_AT + n, "")
      ),
      store.createGuest(guest, newSession(`g${id}`, guest.id)).then(() =>
        store.endSessions(guest.id, null)
      ),
      store.pruneGuests(null, { namedBefore: 0, limit: 1_000 }),
      store.pruneSessions(null, {
        lastUsedBefore: MADE_AT - 1,
        createdBefore: MADE_AT - 1,
        limit: 1_000,
      }),
      store.namedGuest({ id: `u_named_${id}`, name: `${random.between(0, 5)}` }),
    ]);
  }
}

test(
  "of sessions that begin on several instances at once as many stay as a user may have",
  async (_, stores) => {
    await claimAll(stores[0]!, ann);
    const begun = Array.from(
      { length: SESSIONS_PER_USER + 12 },
      (_, n) => stores[n % stores.length]!.addSession(newSession(`s${n}`, ann.id)),
    );
    const ended = (await Promise.all(begun)).flatMap((it) => it.ok ? it.endedSessions : []);
    assertEquals(new Set(ended).size, 12);
    assertEquals((await stores[0]!.listSessions(ann.id)).length, SESSIONS_PER_USER);
  },
);

test("quotas of rooms hold on several instances at once", async (_, stores) => {
  const roomsPerUser = { public: 5, private: 5, direct: 5 };
  const quotas = { rooms: 100, guestRooms: 7, roomsPerUser };
  const make = (n: number, maker: User) =>
    stores[n % stores.length]!.createRoom(newRoom(`${maker.id}-${n}`, { maker }), quotas);
  await claimAll(stores[0]!, ann);
  const numbers = Array.from({ length: 12 }, (_, n) => n);
  const guest = (n: number) => ({ id: `u_guest${n}`, name: "Guest" });
  const made = await Promise.all(numbers.flatMap((n) => [make(n, ann), make(n, guest(n))]));
  const byAnn = made.filter((it) => it.ok && it.value.madeBy === ann.id);
  assertEquals([byAnn.length, made.filter(({ ok }) => ok).length - byAnn.length], [5, 7]);
});

test(
  "there is one owner, however many hand over at once, and a link is spent as often as it may be",
  async (_, stores) => {
    const [store] = stores as [Adapter];
    await claimAll(store, ann, bob, cem);
    await store.updateAccount(ann.id, { role: "owner" });
    const entry = { at: 1, actor: ann.id, action: "account.hand_over", target: "", details: {} };
    const heirs = [bob, cem, bob];
    const handed = await Promise.all(
      stores.map((each, i) => verdict(each.handOver(ann.id, heirs[i]!.id, entry))),
    );
    assertEquals(handed.filter((it) => it === "ok").length, 1);
    const { accounts } = await store.listAccounts({
      query: "",
      guests: false,
      offset: 0,
      limit: 9,
    });
    assertEquals(accounts.filter(({ role }) => role === "owner").length, 1);

    await store.addLink({
      id: "l",
      tokenHash: "invite",
      kind: "invite",
      createdBy: null,
      createdAt: 1,
      expiresAt: MADE_AT * 2,
      usesLeft: 2,
      role: "member",
      userId: null,
      note: "",
    });
    const joined = await Promise.all(
      Array.from({ length: 9 }, (_, n) =>
        verdict(
          stores[n % stores.length]!.claim(newAccount({ id: `u_n${n}`, name: `N${n}` }), {
            spendLink: "invite",
          }),
        )),
    );
    assertEquals(joined.filter((it) => it === "ok").length, 2);
  },
);

test(
  "a guest of one name is the same one, whichever instance meets them first",
  async (_, stores) => {
    for (let n = 0; n < 10; n++) {
      const met = await Promise.all(
        stores.map((store, i) => store.namedGuest({ id: `u_${n}_${i}`, name: `Guest ${n}` })),
      );
      assertEquals(new Set(met.map(({ id }) => id)).size, 1);
    }
  },
);

test("a post that meets the sweep of its author's row is kept, with them", async (_, stores) => {
  const [store, other] = stores as [Adapter, Adapter];
  await store.createRoom(newRoom("general"));
  for (let n = 0; n < 20; n++) {
    const guest = await store.namedGuest({ id: `u_g${n}`, name: `Guest ${n}` });
    const [[answer]] = await Promise.all([
      store.append([post({ ...guest, role: "guest" }, `m${n}`)]),
      other.pruneGuests(null, { namedBefore: MADE_AT * 2, limit: 100 }),
    ]);
    assert(answer!.ok);
    assertEquals((await readAll(store, "general", 50)).length, n + 1);
  }
});

test(
  "a log stays as it is from the moment one instance has stored a ban or a deactivation of who writes by another",
  async (_, [one, other]) => {
    await one!.createRoom(newRoom("general"));
    await claimAll(one!, ann);
    for (let n = 0; n < 60; n++) {
      const id = `b_${n}`;
      const isBan = n % 2 === 0;
      const started = Promise.withResolvers<void>();
      const writing = (async () => {
        for (let i = 0;; i++) {
          const [answer] = await other!.append([post(ann, `${n}-${i}`)]);
          if (!answer!.ok) return answer!.error.code;
          started.resolve();
        }
      })();
      await started.promise;
      if (isBan) {
        const ban = { id, userId: ann.id, address: null, reason: "", createdBy: "u_cem" };
        await one!.addBans([{ ...ban, createdAt: 1, expiresAt: null }], { audit: [] });
      } else await one!.updateAccount(ann.id, { deactivatedAt: 1 });
      const version = await one!.versions(["general"]);
      assertEquals(await writing, isBan ? "banned" : "session_expired");
      assertEquals(await one!.versions(["general"]), version, "written after it was stored");
      if (isBan) await one!.removeBan(id);
      else await one!.updateAccount(ann.id, { deactivatedAt: null });
    }
  },
);
