import { assertEquals, assertRejects } from "@std/assert";
import { ReadCache } from "../../store/read_cache.ts";

/** Reads that a test answers, with a count of how often each key was read. */
function openReads(most = 10) {
  const kept = new ReadCache<string>(most);
  const begun: { key: string; answer: PromiseWithResolvers<string | null> }[] = [];
  const get = (key: string) =>
    kept.get(key, () => {
      const answer = Promise.withResolvers<string | null>();
      begun.push({ key, answer });
      return answer.promise;
    });
  /** Asks, and answers if that takes a read. */
  const ask = async (key: string, value: string | null = key) => {
    const before = begun.length;
    const asked = get(key);
    if (begun.length > before) begun.at(-1)!.answer.resolve(value);
    return await asked;
  };
  return { kept, get, ask, begun, read: () => begun.map(({ key }) => key).join(" ") };
}

Deno.test("what was read is read once, also for those who ask while it is", async () => {
  const { get, ask, begun, read } = openReads();
  const both = Promise.all([get("a"), get("a")]);
  begun[0]!.answer.resolve("one");
  assertEquals(await both, ["one", "one"]);
  assertEquals(await ask("a", "another"), "one");
  assertEquals(read(), "a");
});

Deno.test("what was forgotten is read anew", async () => {
  const { kept, ask, read } = openReads();
  await ask("a");
  await ask("b");
  kept.forget("a");
  assertEquals(await ask("a", "new"), "new");
  assertEquals(await ask("b"), "b");
  await ask("b");
  kept.forgetAll();
  await ask("b");
  assertEquals(read(), "a b a b");
});

Deno.test("a read that began before the change is answered to who asked before, and not kept", async () => {
  for (
    const forget of [
      (kept: ReadCache<string>) => kept.forget("a"),
      (kept: ReadCache<string>) => kept.forgetAll(),
    ]
  ) {
    const { kept, get, ask, begun } = openReads();
    const before = get("a");
    forget(kept);
    const after = get("a");
    begun[1]!.answer.resolve("new");
    assertEquals(await after, "new");
    begun[0]!.answer.resolve("old");
    assertEquals(await before, "old");
    assertEquals(await ask("a", "unread"), "new");
  }
});

Deno.test("nothing found and a failure are not kept", async () => {
  const { get, ask, begun } = openReads();
  assertEquals(await ask("a", null), null);
  const failing = get("a");
  begun.at(-1)!.answer.reject(new Error("no disk"));
  await assertRejects(() => failing, Error, "no disk");
  assertEquals(await ask("a", "there"), "there");
});

Deno.test("beyond the limit those go that were not asked for the longest", async () => {
  const { ask, read } = openReads(2);
  for (const key of ["a", "b", "a", "c", "a", "b"]) await ask(key);
  assertEquals(read(), "a b c b");
});
