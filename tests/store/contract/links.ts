import { assertEquals } from "@std/assert";
import type { NewLink } from "../../../accounts/ports.ts";
import { MADE_AT } from "./people.ts";
import type { OpenSubject } from "./subject.ts";

const EXPIRES_AT = MADE_AT + 60_000;

/** One-time links. */
export function linksContract(name: string, open: OpenSubject): void {
  const test = (sentence: string, run: () => Promise<void>) =>
    Deno.test(`${name}: ${sentence}`, run);

  const invite = (id: string, more: Partial<NewLink> = {}): NewLink => ({
    id,
    tokenHash: `token of ${id}`,
    kind: "invite",
    createdBy: "u_admin",
    createdAt: MADE_AT,
    expiresAt: EXPIRES_AT,
    usesLeft: 1,
    role: "member",
    userId: null,
    ...more,
  });

  test("a link is found by its token as it was made", async () => {
    await using subject = await open();
    const links = [
      invite("l_1"),
      invite("l_2", { kind: "setup", createdBy: null, role: null }),
      invite("l_3", { kind: "reset", role: null, userId: "u_ann" }),
    ];
    for (const link of links) await subject.store.addLink(link);
    await subject.reopen();
    for (const { tokenHash, ...link } of links) {
      assertEquals(await subject.store.findLink(tokenHash), link);
    }
    assertEquals(await subject.store.findLink("l_1"), null);
  });

  test("a link can be spent as often as it has uses, however many come at once", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addLink(invite("l_1", { usesLeft: 2 }));
    await store.addLink(invite("l_2"));
    const spent = Array.from({ length: 5 }, () => store.spendLink("token of l_1", MADE_AT));
    assertEquals(await Promise.all(spent), [true, true, false, false, false]);
    assertEquals((await store.findLink("token of l_1"))?.usesLeft, 0);
    assertEquals((await store.findLink("token of l_2"))?.usesLeft, 1);
  });

  test("a link can be spent before it expires and not from then on", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addLink(invite("l_1", { usesLeft: 9 }));
    assertEquals(await store.spendLink("token of l_1", EXPIRES_AT - 1), true);
    assertEquals(await store.spendLink("token of l_1", EXPIRES_AT), false);
    assertEquals(await store.spendLink("unknown", MADE_AT), false);
    assertEquals((await store.findLink("token of l_1"))?.usesLeft, 8);
  });

  test("the links of a kind that can still be used are listed newest first", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addLink(invite("l_old", { createdAt: MADE_AT - 1 }));
    await store.addLink(invite("l_spent"));
    await store.addLink(invite("l_expired", { expiresAt: MADE_AT }));
    await store.addLink(invite("l_setup", { kind: "setup" }));
    await store.addLink(invite("l_new"));
    await store.addLink(invite("l_newest"));
    await store.spendLink("token of l_spent", MADE_AT);
    const ids = (await store.listLinks("invite", MADE_AT)).map(({ id }) => id);
    assertEquals(ids, ["l_newest", "l_new", "l_old"]);
    assertEquals((await store.listLinks("setup", MADE_AT)).map(({ id }) => id), ["l_setup"]);
    assertEquals(await store.listLinks("reset", MADE_AT), []);
  });

  test("a link that is removed can't be spent", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addLink(invite("l_1"));
    await store.addLink(invite("l_2"));
    assertEquals(await store.removeLink("l_1"), true);
    assertEquals(await store.removeLink("l_1"), false);
    assertEquals(await store.spendLink("token of l_1", MADE_AT), false);
    assertEquals(await store.spendLink("token of l_2", MADE_AT), true);
  });
}
