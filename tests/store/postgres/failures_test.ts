import { assert, assertEquals, assertMatch } from "@std/assert";
import { PostgresConnection } from "../../../postgres/connection.ts";
import { readPostgresSettings } from "../../../postgres/settings.ts";
import { statement } from "../../../postgres/statement.ts";
import { openPostgresStore } from "../../../store/postgres/postgres_store.ts";
import { PostgresServer } from "../../support/postgres_server.ts";
import {
  type Adapter,
  ann,
  applied,
  bob,
  edit,
  newRoom,
  post,
  readAll,
  storageError,
} from "../contract/subject.ts";
import { CuttingProxy } from "./cutting_proxy.ts";

/** What becomes of calls while connections are cut and the database is away. On a server of its own: it is stopped. */

const ignore = !PostgresServer.isInstalled;
let server: PostgresServer;
Deno.test.beforeAll(async () => {
  if (!ignore) server = await PostgresServer.start();
});
Deno.test.afterAll(() => server?.[Symbol.asyncDispose]());

/** A test with a store on an empty database, which it reaches through a proxy.
 *  @param run `sql` asks the database itself, past the store */
function test(
  name: string,
  run: (
    given: {
      store: Adapter;
      proxy: CuttingProxy;
      open: () => Promise<Adapter>;
      sql: (text: string) => Promise<Record<string, unknown>[]>;
    },
  ) => Promise<void>,
) {
  Deno.test({
    name,
    ignore,
    async fn() {
      const direct = readPostgresSettings({ DATABASE_URL: await server.createDatabase() })!;
      using proxy = new CuttingProxy(direct.port);
      const stores: Adapter[] = [];
      const open = async () => {
        const settings = { ...direct, port: proxy.port };
        stores.push(await openPostgresStore({ settings, connections: 3, now: Date.now }));
        return stores.at(-1)!;
      };
      const sql = async (text: string) => {
        const connection = await PostgresConnection.open(direct, { name: "test" });
        const rows = await connection.query<Record<string, unknown>>(statement(text));
        await connection.close();
        return rows;
      };
      const store = await open();
      await store.createRoom(newRoom("general"));
      try {
        await run({ store, proxy, open, sql });
      } finally {
        for (const each of stores) await each.close();
      }
    },
  });
}

test("a commit that is done and never answered is found when the append is made again, and nothing is doubled", async ({ store, proxy }) => {
  await applied(store, post(ann, "a"));
  proxy.cutNextCommit("after");
  const answers = await store.append([post(ann, "b"), edit(ann, 1, "edited"), post(bob, "c")]);
  assertEquals(answers.map((answer) => answer.ok && answer.repeated), [true, true, true]);
  assertEquals(answers.map((answer) => answer.ok && answer.message.version), [2, 3, 4]);
  const messages = await readAll(store, "general", 9);
  assertEquals(messages.map(({ id, text }) => [id, text]), [["a", "edited"], ["b", "b"], [
    "c",
    "c",
  ]]);
});

test("a commit that never arrives is made again, as if nothing had been", async ({ store, proxy }) => {
  proxy.cutNextCommit("before");
  const answer = await applied(store, post(ann, "a"));
  assertEquals([answer.repeated, answer.message.version], [false, 1]);
  assertEquals((await readAll(store, "general", 9)).length, 1);
});

test("where nobody knows whether something was done that cannot be done twice, the caller is told so", async ({ store, proxy }) => {
  proxy.cutNextCommit("after");
  const error = await storageError(store.createRoom(newRoom("help")));
  assert(error.retryable);
  assertMatch(error.message, /whether it took place is not known/);
  const again = await store.createRoom(newRoom("help"));
  assertEquals(!again.ok && again.error.code, "room_exists");
});

test("a read on a connection that has ended goes over to another, and is not told", async ({ store, sql }) => {
  await applied(store, post(ann, "a"));
  await sql(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'confab'",
  );
  const reads = await Promise.all([store.rooms(), store.page("general", {}, 9)]);
  assertEquals([reads[0].length, reads[1]?.messages.length], [1, 1]);
  assertEquals((await applied(store, post(ann, "b"))).message.seq, 2);
});

test("while the server is away every call is refused within seconds as one for later; once it is back all is as it was", async ({ store, open }) => {
  const other = await open();
  await applied(store, post(ann, "a"));
  const acked = new Map<string, number>([["a", 1]]);
  const isOver = Promise.withResolvers<void>();
  let over = false;
  void isOver.promise.then(() => over = true);
  let refused = 0;
  let slowestMs = 0;
  // As clients do: each message again and again until it is answered.
  const senders = [store, other].map(async (each, i) => {
    for (let n = 0; !over; n++) {
      const id = `${i}-${n}`;
      while (!acked.has(id)) {
        const begun = performance.now();
        try {
          acked.set(id, (await applied(each, post(i ? bob : ann, id))).message.seq);
        } catch (error) {
          const { retryable } = await storageError(Promise.reject(error));
          assert(retryable, "told as passing");
          refused++;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        slowestMs = Math.max(slowestMs, performance.now() - begun);
      }
    }
  });
  for (const mode of ["immediate", "fast"] as const) {
    await server.stop(mode);
    for (const call of [() => store.rooms(), () => store.createRoom(newRoom("x"))]) {
      assert((await storageError(call())).retryable);
    }
    await server.start();
    const before = acked.size;
    while (acked.size < before + 10) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  isOver.resolve();
  await Promise.all(senders);
  assert(refused > 0, "nobody was refused");
  assert(slowestMs < 8_000, `the slowest answer took ${slowestMs} ms`);
  const messages = await readAll(store, "general", 50);
  assertEquals(messages.map(({ seq }) => seq), messages.map((_, index) => index + 1), "dense");
  assertEquals(new Map(messages.map(({ id, seq }) => [id, seq])), acked);
});

test("closing ends within three seconds, whatever the server does", async ({ store }) => {
  const { pid } = server;
  const [{ backends }] = [{ backends: await childrenOf(pid) }];
  for (const each of backends) Deno.kill(each, "SIGSTOP");
  try {
    const append = storageError(store.append([post(ann, "a")]));
    const begun = performance.now();
    await store.close();
    assert(performance.now() - begun < 3_000);
    assert((await append).retryable);
  } finally {
    for (const each of backends) Deno.kill(each, "SIGCONT");
  }
});

/** The processes that a process has started. */
async function childrenOf(pid: number): Promise<number[]> {
  const children = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return children.trim().split(" ").map(Number);
}

test("what is acknowledged was committed durably, whatever the database says otherwise", async ({ open, sql }) => {
  const [{ name }] = await sql("SELECT current_database() AS name") as [{ name: string }];
  await sql(`ALTER DATABASE "${name}" SET synchronous_commit = off`);
  await sql("CREATE TABLE seen (setting TEXT)");
  await sql(
    `CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       INSERT INTO seen VALUES (current_setting('synchronous_commit'));
       RETURN NULL;
     END $$`,
  );
  for (const table of ["messages", "rooms", "users", "sessions"]) {
    await sql(`CREATE TRIGGER see AFTER INSERT OR UPDATE ON ${table} EXECUTE FUNCTION see()`);
  }
  const store = await open();
  await applied(store, post(ann, "a"));
  await store.createRoom(newRoom("help"));
  const made = { userId: bob.id, createdAt: 1, device: "", address: "" };
  await store.createGuest(bob, { id: "s", tokenHash: "t", ...made });
  const seen = await sql("SELECT setting, count(*) AS n FROM seen GROUP BY setting");
  assertEquals(seen.map(({ setting }) => setting), ["on"]);
});

test("an append that the database itself refuses fails alone, whoever shares its transaction", async ({ store }) => {
  const appends = [
    store.append([post(ann, "first")]),
    store.append([post(ann, "a")]),
    store.append([edit(ann, 1.5, "no whole number")]),
    store.append([post(ann, "b")]),
  ];
  const error = await storageError(appends[2]!);
  assert(!error.retryable);
  const answers = await Promise.all([appends[0]!, appends[1]!, appends[3]!]);
  assertEquals(answers.map(([answer]) => answer?.ok && answer.message.seq), [1, 2, 3]);
});

test("appends that come while one is being committed share the next transaction, and refusals commit nothing", async ({ store, sql }) => {
  const appends = Array.from({ length: 500 }, (_, index) => store.append([post(ann, `m${index}`)]));
  const answers = await Promise.all(appends);
  assertEquals(
    answers.map(([answer]) => answer?.ok && answer.message.seq),
    answers.map((_, index) => index + 1),
  );
  const transactions = "SELECT count(DISTINCT xmin::text) AS n FROM messages";
  assertEquals(await sql(transactions), [{ n: 2 }]);
  const version = "SELECT xmin::text FROM rooms WHERE id = 'general'";
  const before = await sql(version);
  await store.append([post(ann, "m1"), post(ann, "b", { room: "nowhere" })]);
  assertEquals(await sql(version), before);
});

test("guests who come in a crowd are made together, and one that cannot be made stops no other", async ({ store, sql }) => {
  const guest = (n: number, session = n) => {
    const made = { createdAt: 1, device: "", address: "" };
    const user = { id: `u_${n}`, name: "Guest" };
    return store.createGuest(user, {
      id: `s_${session}`,
      tokenHash: `t_${session}`,
      userId: user.id,
      ...made,
    });
  };
  await Promise.all(Array.from({ length: 200 }, (_, n) => guest(n)));
  const transactions = "SELECT count(DISTINCT xmin::text) AS n FROM sessions";
  assertEquals(await sql(transactions), [{ n: 2 }]);
  const taken = [guest(300), guest(301, 7), guest(302)];
  assert(!(await storageError(taken[1]!)).retryable);
  await Promise.all([taken[0], taken[2]]);
  assertEquals(await sql("SELECT id FROM users WHERE id LIKE 'u_30_' ORDER BY id"), [
    { id: "u_300" },
    { id: "u_302" },
  ]);
});

test("while the database knows nothing of its tables yet, appends and pages read no more of a log than they are about", async ({ store, sql }) => {
  const page = () => store.page("general", {}, 50);
  for (let n = 0; n < 40; n++) {
    const posts = Array.from({ length: 50 }, (_, i) => post(ann, `${n}-${i}`));
    await store.append([...posts, edit(ann, n + 1, `edited ${n}`)]);
    await page();
  }
  await store.close();
  // Connections tell what they have read when they end.
  const fetched =
    "SELECT idx_tup_fetch::int AS n FROM pg_stat_user_tables WHERE relname = 'messages'";
  let [read] = await sql(fetched);
  for (let n = 0; read!.n === 0 && n < 50; n++) [read] = await sql(fetched);
  const needed = 40 * (51 + 2);
  assert(Number(read!.n) > 0 && Number(read!.n) < 2 * needed, `${read!.n} rows were read`);
});
