import { openSqliteStore } from "../../../store/sqlite/sqlite_store.ts";
import { ann, newRoom, post } from "../contract/subject.ts";

/** Posts to the database at the given path until it is killed, with 20 appends under way, and prints the
 *  seq and id of each acknowledged message on a line. Run by crash_test.ts. */
const store = await openSqliteStore({ path: Deno.args[0]!, now: Date.now });
await store.createRoom(newRoom("general"));
const encoder = new TextEncoder();

async function postForever(): Promise<never> {
  while (true) {
    const [answer] = await store.append([post(ann, crypto.randomUUID())]);
    if (!answer?.ok) throw new Error("refused");
    const { seq, id } = answer.message;
    Deno.stdout.writeSync(encoder.encode(`${seq} ${id}\n`));
  }
}

await Promise.all(Array.from({ length: 20 }, postForever));
