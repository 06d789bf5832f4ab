import { assert, assertEquals } from "@std/assert";
import type { Identity } from "../../../hub/ports/identities.ts";
import { Once } from "../../support/once.ts";
import { codeOf, good, HERE, openTestAccounts, PASSWORD } from "../open_test_accounts.ts";

Deno.test("a session that begins while its account is deactivated does not live when that is undone", async () => {
  const meanwhile = new Once();
  await using open = await openTestAccounts({
    wrap: (store) => ({ addSession: meanwhile.before(store.addSession.bind(store)) }),
  });
  const owner = await open.setUp();
  const { id } = (await open.register("Ada")).account;
  const { administration } = open.accounts;
  meanwhile.next(async () => good(await administration.deactivate(owner, id)));
  assertEquals(codeOf(await open.signIn("Ada")), "wrong_credentials");
  good(await administration.reactivate(owner, id));
  assertEquals(await open.store.listSessions(id), []);
  assertEquals(codeOf(await open.signIn("Ada")), "ok");
});

Deno.test("whoever signs in at the moment they are deactivated is out, whichever came first", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const { id } = (await open.register("Ada")).account;
  const { administration, ownAccount } = open.accounts;
  for (let round = 0; round < 5; round++) {
    const reset = good(await administration.resetLink(owner, id));
    const attempts = [
      ...Array.from({ length: 6 }, () => open.signIn("Ada")),
      ownAccount.resetPassword(reset.token, PASSWORD, HERE),
    ];
    good(await administration.deactivate(owner, id));
    await Promise.all(attempts);
    good(await administration.reactivate(owner, id));
    assertEquals(await open.store.listSessions(id), []);
  }
});

Deno.test("a password that is set while a sign-in compares the old one keeps that out", async () => {
  const meanwhile = new Once();
  await using open = await openTestAccounts({
    wrap: (store) => ({ addSession: meanwhile.before(store.addSession.bind(store)) }),
  });
  const ada = await open.register("Ada");
  const other = await open.another();
  meanwhile.next(async () => {
    const form = { current: PASSWORD, next: "another velvet anchor" };
    good(await other.ownAccount.changePassword(ada, form, HERE));
  });
  assertEquals(codeOf(await open.signIn("Ada")), "wrong_credentials");
  assertEquals((await open.store.listSessions(ada.account.id)).length, 1);
});

Deno.test("whoever becomes the owner while something is done to them stays the owner, in use", async () => {
  const meanwhile = new Once();
  await using open = await openTestAccounts({
    wrap: (store) => ({ updateAccount: meanwhile.before(store.updateAccount.bind(store)) }),
  });
  const { administration } = open.accounts;
  let owner: Identity = await open.setUp();
  for (const act of ["member", "admin", "deactivate"] as const) {
    const heir = await open.register(`Heir for ${act}`);
    const { id } = heir.account;
    if (act === "member") good(await administration.setRole(owner, id, "admin"));
    const former = owner;
    meanwhile.next(async () => good(await administration.setRole(former, id, "owner")));
    const done = act === "deactivate"
      ? await administration.deactivate(owner, id)
      : await administration.setRole(owner, id, act);
    assertEquals(codeOf(done), "forbidden");
    const stored = (await open.store.findOwner())!;
    assertEquals([stored.id, stored.deactivatedAt], [id, null], act);
    owner = good(await open.signIn(stored.name));
    assert(owner.account.role === "owner");
  }
});
