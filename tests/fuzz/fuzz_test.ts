import { assertEquals } from "@std/assert";
import { type Kind, runCampaign } from "./campaign.ts";

/** The fuzzer in short, on a real server, always with the same cases. `deno task fuzz` goes on for as long as one
 *  likes, with as many seeds. */
const SEED = 4;

async function findings(kind: Kind): Promise<unknown[]> {
  return (await runCampaign({ seed: SEED, kinds: [kind], rounds: 1 })).findings;
}

Deno.test("no request, whatever its path, headers, cookies and form, breaks anything", async () => {
  assertEquals(await findings("http"), []);
});

Deno.test("no bytes that are hardly HTTP break anything", async () => {
  assertEquals(await findings("raw"), []);
});

Deno.test("no frame, whatever its bits and its JSON, breaks anything", async () => {
  assertEquals(await findings("sockets"), []);
});
