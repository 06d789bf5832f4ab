import { assertEquals, assertRejects } from "@std/assert";
import { chooseCredentials, type Sources, type Variables } from "../../cli/credentials.ts";
import { Failure } from "../../cli/exit.ts";

const ASKED = { line: () => Promise.resolve(" Ada  L "), secret: () => Promise.resolve("typed") };

function sources(variables: Variables, ask: Sources["ask"] = null): Sources {
  return { variables, ask, firstLine: () => Promise.resolve("piped") };
}

const FLAGS = { passwordStdin: false };

Deno.test("flags go before the environment, and the environment before a question", async () => {
  const all = sources({ CONFAB_NAME: "Env", CONFAB_TOKEN: "t", CONFAB_PASSWORD: "p" }, ASKED);
  assertEquals(await chooseCredentials({ ...FLAGS, name: "Flag" }, all), { name: "Flag" });
  assertEquals(await chooseCredentials({ ...FLAGS, user: "ada" }, all), {
    username: "ada",
    password: "p",
  });
  assertEquals(await chooseCredentials(FLAGS, all), { token: "t" });
  const named = sources({ CONFAB_NAME: "Env" }, ASKED);
  assertEquals(await chooseCredentials(FLAGS, named), { name: "Env" });
  assertEquals(await chooseCredentials(FLAGS, sources({}, ASKED)), { name: "Ada L" });
});

Deno.test("a password comes from the pipe, the environment or the person", async () => {
  const user = { CONFAB_USER: "ada" };
  const fromPipe = await chooseCredentials({ passwordStdin: true }, sources(user));
  assertEquals(fromPipe, { username: "ada", password: "piped" });
  assertEquals(await chooseCredentials(FLAGS, sources(user, ASKED)), {
    username: "ada",
    password: "typed",
  });
  await assertRejects(() => chooseCredentials(FLAGS, sources(user)), Failure, "CONFAB_PASSWORD");
});

Deno.test("where nobody can be asked, somebody must be named", async () => {
  await assertRejects(() => chooseCredentials(FLAGS, sources({})), Failure, "Who are you?");
  await assertRejects(
    () => chooseCredentials({ ...FLAGS, name: " " }, sources({})),
    Failure,
    "empty",
  );
});
