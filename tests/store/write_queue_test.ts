import { assertEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../hub/ports/store.ts";
import { WriteQueue } from "../../store/write_queue.ts";
import type { CallOrder } from "../../store/sqlite/orders.ts";
import { ann, post } from "./contract/subject.ts";

/** A queue whose commits wait until the test lets them end. */
function openQueue() {
  const commits: { calls: CallOrder[]; end: PromiseWithResolvers<unknown[]> }[] = [];
  const queue = new WriteQueue<CallOrder>((calls) => {
    const end = Promise.withResolvers<unknown[]>();
    commits.push({ calls, end });
    return end.promise;
  }, ({ name }) => name === "pruneGuests");
  const add = (id: string) => queue.add({ name: "append", args: [[post(ann, id)]] });
  return { queue, commits, add };
}

Deno.test("a call to an idle queue is committed at once", () => {
  const { commits, add } = openQueue();
  add("a");
  assertEquals(commits.length, 1);
});

Deno.test("calls gather while a commit runs, and each is given its own result", async () => {
  const { commits, add } = openQueue();
  const results = [add("a"), add("b"), add("c")];
  commits[0]!.end.resolve(["result of a"]);
  await results[0];
  assertEquals(commits.map(({ calls }) => calls.length), [1, 2]);
  commits[1]!.end.resolve(["result of b", "result of c"]);
  assertEquals(await Promise.all(results), ["result of a", "result of b", "result of c"]);
});

Deno.test("a commit that fails rejects its own calls and not those that gathered meanwhile", async () => {
  const { commits, add } = openQueue();
  const [a, b] = [add("a"), add("b")];
  commits[0]!.end.reject(new StorageError("disk full", true));
  await assertRejects(() => a, StorageError, "disk full");
  commits[1]!.end.resolve(["result of b"]);
  assertEquals(await b, "result of b");
});

Deno.test("a call that failed alone is rejected, and its neighbours are given their results", async () => {
  const { commits, add } = openQueue();
  const [first, a, b] = [add("first"), add("a"), add("b")];
  commits[0]!.end.resolve(["result of first"]);
  await first;
  commits[1]!.end.resolve([new StorageError("no such thing", false), "result of b"]);
  await assertRejects(() => a!, StorageError, "no such thing");
  assertEquals(await b, "result of b");
});

Deno.test("close waits for what was added and refuses what comes after", async () => {
  const { queue, commits, add } = openQueue();
  const [a, b] = [add("a"), add("b")];
  let closed = false;
  const closing = queue.close().then(() => closed = true);
  await assertRejects(() => add("c"), StorageError, "closed");
  commits[0]!.end.resolve(["result of a"]);
  await a;
  assertEquals(closed, false);
  commits[1]!.end.resolve(["result of b"]);
  await Promise.all([b, closing]);
  assertEquals(commits.length, 2);
});

Deno.test("a call that is committed by itself shares no transaction, and everything stays in order", async () => {
  const { queue, commits, add } = openQueue();
  const prune = () => queue.add({ name: "pruneGuests", args: [] });
  const all = [add("a"), add("b"), add("c"), prune(), prune(), add("d"), add("e")];
  for (let n = 0; n < 5; n++) {
    commits[n]!.end.resolve(commits[n]!.calls.map(() => n));
    await commits[n]!.end.promise;
    await Promise.resolve();
  }
  assertEquals(await Promise.all(all), [0, 1, 1, 2, 3, 4, 4]);
});
