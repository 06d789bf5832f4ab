import { assert, assertEquals } from "@std/assert";
import { readMark } from "../../../store/sqlite/mark.ts";
import { openSqliteStore } from "../../../store/sqlite/sqlite_store.ts";
import { readAll } from "../contract/subject.ts";
import { SqliteFile } from "./sqlite_file.ts";

/** Runs ./acknowledging_process.ts and kills it once it has printed so many lines; gives whole lines. */
async function killAfter(lines: number, path: string): Promise<string[]> {
  const script = new URL("./acknowledging_process.ts", import.meta.url).pathname;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, path],
    stdout: "piped",
  }).spawn();
  let printed = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    const before = printed.split("\n").length;
    printed += text;
    if (before <= lines && printed.split("\n").length > lines) process.kill("SIGKILL");
  }
  await process.status;
  return printed.split("\n").slice(0, -1);
}

Deno.test("a process that is killed has lost no acknowledged message and left no hole", async () => {
  await using file = new SqliteFile();
  const acknowledged: string[] = [];
  for (let kill = 0; kill < 3; kill++) acknowledged.push(...await killAfter(200, file.path));

  const store = await openSqliteStore({ path: file.path, now: Date.now });
  const kept = await readAll(store, "general", 1000);
  await store.close();
  assert(acknowledged.length >= 600);
  const lines = new Set(kept.map(({ seq, id }) => `${seq} ${id}`));
  assertEquals(acknowledged.filter((line) => !lines.has(line)), []);
  assertEquals(kept.map(({ version }) => version), kept.map((_, index) => index + 1));
});

Deno.test("a process that is killed leaves a mark that is not ahead of the log, and the epoch stays", async () => {
  await using file = new SqliteFile();
  const epochs = new Set<string>();
  for (let kill = 0; kill < 3; kill++) {
    await killAfter(1_000, file.path);
    const mark = readMark(file.path)!;
    const store = await openSqliteStore({ path: file.path, now: Date.now });
    const version = (await store.snapshot("general", 1))!.version;
    await store.close();
    epochs.add(store.epoch);
    assert(mark.version <= version, `${mark.version} of ${version}`);
  }
  assertEquals(epochs.size, 1);
});
