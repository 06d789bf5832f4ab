// deno-lint-ignore-file no-console -- reports to the terminal
/** Measures both stores in one run, without a server around them: SQLite in a temporary folder, PostgreSQL in the database
 *  that DATABASE_URL names, which keeps what is written. */
import type { AccountStore } from "../accounts/ports.ts";
import type { Change, Store } from "../hub/ports/store.ts";
import { readPostgresSettings } from "../postgres/settings.ts";
import { openStore } from "../store/open_store.ts";

const WARM_UP_MS = 500;
const MEASURED_MS = 3_000;
const TEXT = "The quick brown fox jumps over the lazy dog";

type Stores = Store & AccountStore;

const postgres = readPostgresSettings({ DATABASE_URL: Deno.env.get("DATABASE_URL") });
if (postgres === null) {
  console.error("Name a database to fill: DATABASE_URL=postgres://… deno run -A bench/stores.ts");
  Deno.exit(1);
}
const run = crypto.randomUUID().slice(0, 8);
const dataDir = await Deno.makeTempDir();
const rows: Record<string, unknown>[] = [];
for (const [name, settings] of [["SQLite", null], ["PostgreSQL", postgres]] as const) {
  const store = await openStore({ dataDir, postgres: settings, databaseConnections: 6 });
  await store.createRoom({
    id: run,
    title: run,
    topic: "",
    kind: "public",
    maker: null,
    members: [],
  });
  for (const at of [1, 10, 100]) rows.push(await measureAppends(name, store, at));
  rows.push(await measure(name, "page of 50, 1 at once", 1, () => store.page(run, {}, 50)));
  rows.push(await measure(name, "page of 50, 20 at once", 20, () => store.page(run, {}, 50)));
  rows.push(await measure(name, "changes, none", 1, () => store.changes(run, 1e9, 50)));
  await store.close();
}
await Deno.remove(dataDir, { recursive: true });
console.table(rows);

function measureAppends(name: string, store: Stores, atOnce: number) {
  let n = 0;
  return measure(name, `append, ${atOnce} at once`, atOnce, () => {
    const id = `${run}-${atOnce}-${++n}`;
    const user = { id: `${run}-${n % 200}`, name: "Ann" };
    const change: Change = { kind: "post", room: run, user, id, content: { text: TEXT } };
    return store.append([change]);
  });
}

/** As many as `atOnce` are always under way. */
async function measure(
  store: string,
  what: string,
  atOnce: number,
  act: () => Promise<unknown>,
) {
  const tookMs: number[] = [];
  const begun = performance.now();
  const end = begun + WARM_UP_MS + MEASURED_MS;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let from = performance.now(); from < end; from = performance.now()) {
      await act();
      if (from >= begun + WARM_UP_MS) tookMs.push(performance.now() - from);
    }
  }));
  tookMs.sort((a, b) => a - b);
  const at = (part: number) => Number(tookMs[Math.floor(tookMs.length * part)]?.toFixed(2));
  const perSecond = Math.round(tookMs.length / (MEASURED_MS / 1_000));
  return { store, what, "a second": perSecond, "p50 ms": at(0.5), "p99 ms": at(0.99) };
}
