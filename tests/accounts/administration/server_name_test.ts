import { assertEquals } from "@std/assert";
import { codeOf, good, openTestAccounts } from "../open_test_accounts.ts";

Deno.test("admins name the server, and it is called so after a restart and in other processes", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const admin = await open.registerAs("admin", "Ann", owner);
  const other = await open.another();
  const { serverName } = open.accounts;
  assertEquals([serverName.current, serverName.isChosen], ["Confab", false]);
  good(await serverName.change(owner, " Salt  marsh "));
  assertEquals([serverName.current, serverName.isChosen], ["Salt marsh", true]);
  good(await serverName.change(admin, "Saltmarsh"));
  await open.written();
  while (other.serverName.current !== "Saltmarsh") await Promise.resolve();
  await open.reopen();
  assertEquals(open.accounts.serverName.current, "Saltmarsh");
});

Deno.test("a name that is none is refused, and members name nothing; both leave it as it was", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const member = await open.register("Mia");
  const { serverName } = open.accounts;
  for (const raw of ["", "  ", "x".repeat(41), "Conf\u200bab\u202e"]) {
    assertEquals(codeOf(await serverName.change(owner, raw)), "name_invalid", raw);
  }
  assertEquals(codeOf(await serverName.change(member, "Mia's")), "forbidden");
  assertEquals(serverName.isChosen, false);
});

Deno.test("the audit log tells each name, and nothing where it stays the same", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  for (const name of ["One", "One", "Two"]) {
    good(await open.accounts.serverName.change(owner, name));
  }
  const { entries } = good(await open.accounts.audit.read(owner));
  assertEquals(
    entries.filter(({ action }) => action === "server.rename").map(({ details }) => details),
    [{ name: "Two" }, { name: "One" }],
  );
});
