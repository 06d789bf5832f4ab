import { assertRejects } from "@std/assert";
import { StorageError } from "../../../hub/ports/store.ts";
import { lockData } from "../../../store/sqlite/data_lock.ts";

/** Takes `tryLock` from files until disposed of, as if Deno were older. */
function withoutTryLock(): Disposable {
  const { tryLock } = Deno.FsFile.prototype;
  Reflect.deleteProperty(Deno.FsFile.prototype, "tryLock");
  return { [Symbol.dispose]: () => void Object.assign(Deno.FsFile.prototype, { tryLock }) };
}

for (const old of [false, true]) {
  Deno.test(`a folder has one server, and another once that has let go, on ${old ? "Deno 2.5" : "this Deno"}`, async () => {
    using _prototype = old ? withoutTryLock() : null;
    const folder = await Deno.makeTempDir();
    for (let round = 0; round < 2; round++) {
      using _lock = await lockData(folder);
      await assertRejects(() => lockData(folder), StorageError, "Another server uses");
    }
    await Deno.remove(folder, { recursive: true });
  });
}
