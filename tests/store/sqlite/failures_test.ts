import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { openSqliteStore } from "../../../store/sqlite/sqlite_store.ts";
import { startWorker } from "../../../store/sqlite/database_worker.ts";
import { claimAll, MADE_AT, newAccount, newSession, verdict } from "../contract/people.ts";
import {
  ann,
  applied,
  bob,
  newRoom,
  post,
  postMany,
  readAll,
  storageError,
} from "../contract/subject.ts";
import { openSqliteSubject } from "./sqlite_file.ts";

Deno.test("on a full disk an append rejects as retryable, and works once there is room", async () => {
  await using subject = await openSqliteSubject({ maxPages: 150 });
  const { store, file } = subject;
  await store.createRoom(newRoom("general"));
  using other = new DatabaseSync(file.path);
  other.exec("CREATE TABLE ballast (bytes BLOB)");
  other.exec("INSERT INTO ballast VALUES (zeroblob(400000))");

  const long = { text: "x".repeat(10_000) };
  let written = 0;
  const error = await storageError((async () => {
    for (; written < 150; written++) await store.append([post(ann, `m${written}`, long)]);
  })());
  assert(error.retryable);
  assertMatch(error.message, /full/);
  assertEquals((await readAll(store, "general", 50)).length, written);

  other.exec("DELETE FROM ballast");
  const retry = await applied(store, post(ann, `m${written}`, long));
  assertEquals([retry.repeated, retry.message.seq], [false, written + 1]);
});

Deno.test("every append of a transaction that fails rejects, and none of them is written", async () => {
  await using subject = await openSqliteSubject({ maxPages: 100 });
  const { store } = subject;
  await store.createRoom(newRoom("general"));
  const [first, ...rest] = [
    store.append([post(ann, "first")]),
    store.append([post(ann, "small")]),
    store.append([post(ann, "huge", { text: "x".repeat(1_000_000) })]),
    store.append([post(ann, "small too")]),
  ];
  const errors = await Promise.all(rest.map((append) => storageError(append)));
  assert(errors.every(({ retryable }) => retryable));
  assertEquals((await first!)[0]?.ok, true);
  assertEquals((await readAll(store, "general", 9)).map(({ id }) => id), ["first"]);
});

Deno.test("a call that fails rejects alone, whoever shares its commit", async () => {
  await using subject = await openSqliteSubject();
  const { store } = subject;
  await store.createRoom(newRoom("general"));
  await claimAll(store, bob);
  await store.addSession(newSession("s", bob.id));
  // All but the first gather, and share a commit.
  const calls = [
    store.append([post(ann, "first")]),
    store.append([post(ann, "before")]),
    store.addSession(newSession("s", bob.id)),
    store.append([post(ann, "after")]),
    store.createRoom(newRoom("help")),
  ] as const;
  const error = await storageError(calls[2]);
  assertMatch(error.message, /UNIQUE/);
  assertEquals((await Promise.all([calls[0], calls[1], calls[3]])).map(([it]) => it?.ok), [
    true,
    true,
    true,
  ]);
  assertEquals((await calls[4]).ok, true);
  assertEquals((await readAll(store, "general", 9)).map(({ id }) => id), [
    "first",
    "before",
    "after",
  ]);
});

Deno.test("a read that our own code cannot do rejects, and reads go on", async () => {
  await using subject = await openSqliteSubject();
  const { store } = subject;
  await store.createRoom(newRoom("general"));
  const error = await storageError(store.page("general", null as never, 9));
  assertMatch(error.message, /null/);
  assertEquals((await store.page("general", {}, 9))?.messages, []);
});

Deno.test("while another process holds the lock an append rejects as retryable, then works", async () => {
  await using subject = await openSqliteSubject({ busyTimeoutMs: 0 });
  const { store, file } = subject;
  await store.createRoom(newRoom("general"));
  using other = new DatabaseSync(file.path);
  other.exec("BEGIN IMMEDIATE");
  const error = await storageError(store.append([post(ann, "a")]));
  assert(error.retryable);
  assertEquals((await store.page("general", {}, 9))?.messages, [], "reads go on");
  other.exec("ROLLBACK");
  assertEquals((await applied(store, post(ann, "a"))).repeated, false);
});

Deno.test("while another process holds the lock every write about people rejects, and reads go on", async () => {
  await using subject = await openSqliteSubject({ busyTimeoutMs: 0 });
  const { store, file } = subject;
  await claimAll(store, ann);
  using other = new DatabaseSync(file.path);
  other.exec("BEGIN IMMEDIATE");
  const writes = [
    () => store.createGuest(bob, newSession("s", bob.id)),
    () => store.claim(newAccount(bob)),
    () => store.updateAccount(ann.id, { role: "admin" }),
    () => store.addSession(newSession("s", ann.id)),
    () => store.setMember({ room: "general", user: ann.id, manager: true, actor: ann.id }),
  ];
  for (const write of writes) assert((await storageError(write())).retryable);
  assertEquals((await store.findByKey("ann"))?.role, "member", "reads go on");
  other.exec("ROLLBACK");
  assertEquals(await store.findAccount(bob.id), null);
  assertEquals(await store.listSessions(ann.id), []);
  await writes[0]!();
  assertEquals((await store.findSession("token of s"))?.account.id, bob.id);
});

Deno.test("a claim whose transaction fails leaves neither the account nor a spent link", async () => {
  await using subject = await openSqliteSubject({ maxPages: 100 });
  const { store } = subject;
  await store.createRoom(newRoom("general"));
  const made = { createdBy: null, createdAt: 0, expiresAt: MADE_AT + 1 };
  const invite = { kind: "invite", usesLeft: 1, role: "member", userId: null, note: "" } as const;
  await store.addLink({ id: "l_1", tokenHash: "invite", ...made, ...invite });
  // All but the first gather, and share a transaction that does not fit.
  const [first, ...rest] = [
    store.append([post(ann, "first")]),
    store.claim(newAccount(bob), { spendLink: "invite" }),
    store.append([post(ann, "huge", { text: "x".repeat(1_000_000) })]),
  ];
  for (const error of await Promise.all(rest.map((call) => storageError(call)))) {
    assertMatch(error.message, /full/);
  }
  await first;
  assertEquals(await store.findAccount(bob.id), null);
  assertEquals((await store.findLink("invite"))?.usesLeft, 1);
  assertEquals(await verdict(store.claim(newAccount(bob), { spendLink: "invite" })), "ok");
});

Deno.test("a lock that is let go within the timeout only delays", async () => {
  await using subject = await openSqliteSubject({ busyTimeoutMs: 10_000 });
  const { store, file } = subject;
  await store.createRoom(newRoom("general"));
  using other = new DatabaseSync(file.path);
  other.exec("BEGIN IMMEDIATE");
  const append = applied(store, post(ann, "a"));
  await store.rooms();
  other.exec("ROLLBACK");
  assertEquals((await append).message.seq, 1);
});

/** A store that is open on a file whose pages, but for the first, are damaged since; and the sound ones. */
async function openDamaged() {
  const subject = await openSqliteSubject();
  await subject.store.createRoom(newRoom("general"));
  await postMany(subject.store, 100);
  await subject.reopen();
  const sound = await Deno.readFile(subject.file.path);
  await Deno.writeFile(subject.file.path, sound.slice().fill(0xff, 4096));
  return { subject, sound };
}

Deno.test("a damaged file rejects as not retryable: writes, reads, and at the next start", async () => {
  const { subject } = await openDamaged();
  await using _ = subject;
  const { store, file } = subject;
  const calls = [
    () => store.append([post(ann, "a")]),
    () => store.page("general", {}, 9),
    () => openSqliteStore({ path: file.path, now: Date.now }),
  ];
  for (const call of calls) {
    const error = await storageError(call());
    assertEquals(error.retryable, false);
    assertMatch(error.message, /malformed/);
  }
});

Deno.test("a damaged file that is put right works again without a restart", async () => {
  const { subject, sound } = await openDamaged();
  await using _ = subject;
  const { store, file } = subject;
  await storageError(store.append([post(ann, "a")]));
  await storageError(store.page("general", {}, 9));
  await Deno.writeFile(file.path, sound);
  assertEquals((await applied(store, post(ann, "a"))).message.seq, 101);
  assertEquals((await store.page("general", {}, 9))?.messages.at(-1)?.seq, 101);
});

/** A store whose threads can be made to crash: what isn't JSON makes ./worker.ts throw. */
async function openCrashable() {
  const threads: Worker[] = [];
  const subject = await openSqliteSubject({
    startWorker() {
      const thread = startWorker();
      threads.push(thread);
      return thread;
    },
  });
  await subject.store.createRoom(newRoom("general"));
  return { subject, threads, crash: (thread: Worker) => thread.postMessage("not an order") };
}

Deno.test("when the writer's thread crashes what it had rejects as retryable, and the rest is written", async () => {
  const { subject, threads, crash } = await openCrashable();
  await using _ = subject;
  const { store } = subject;
  crash(threads[0]!);
  const [inFlight, ...gathered] = ["a", "b", "c"].map((id) => store.append([post(ann, id)]));
  const error = await storageError(inFlight!);
  assert(error.retryable);
  assertMatch(error.message, /writer crashed/);
  await Promise.all(gathered);
  assertEquals((await applied(store, post(ann, "a"))).message.seq, 3);
  assertEquals(threads.length, 3);
});

Deno.test("when the reader's thread crashes its calls reject as retryable, and the next works", async () => {
  const { subject, threads, crash } = await openCrashable();
  await using _ = subject;
  const { store } = subject;
  crash(threads[1]!);
  const error = await storageError(store.rooms());
  assert(error.retryable);
  assertMatch(error.message, /reader crashed/);
  assertEquals((await store.rooms()).length, 1);
});

Deno.test("a thread that crashed while idle is replaced without a call failing", async () => {
  const { subject, threads, crash } = await openCrashable();
  await using _ = subject;
  const crashed = new Promise((resolve) => threads[0]!.addEventListener("error", resolve));
  crash(threads[0]!);
  await crashed;
  assertEquals((await applied(subject.store, post(ann, "a"))).message.seq, 1);
});

Deno.test("a store whose threads crashed can be closed", async () => {
  const { subject, threads, crash } = await openCrashable();
  await using _ = subject;
  threads.forEach(crash);
  await subject.store.close();
});
