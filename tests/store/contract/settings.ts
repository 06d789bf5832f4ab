import { assertEquals } from "@std/assert";
import { DEFAULT_SETTINGS, type Settings } from "../../../protocol/settings.ts";
import { audited, claimAll, MADE_AT, newSession, note } from "./people.ts";
import { ann, bob, type OpenSubject, type Test } from "./subject.ts";

const DARK: Settings = { ...DEFAULT_SETTINGS, theme: "dark", enterSends: false };

/** What is chosen, by somebody for themselves and for all. */
export function settingsContract(test: Test, open: OpenSubject): void {
  test("what an account has chosen comes with each of its sessions, also one that was read before", async () => {
    await using subject = await open();
    await claimAll(subject.store, ann, bob);
    for (const id of ["a1", "a2"]) await subject.store.addSession(newSession(id, ann.id));
    await subject.store.addSession(newSession("b1", bob.id));
    const chosen = (id: string) =>
      subject.store.findSession(`token of ${id}`).then((found) => found!.settings);
    assertEquals(await chosen("a1"), null);
    await subject.store.keepSettings(ann.id, { ...DARK, density: "compact" });
    assertEquals(await chosen("a1"), { ...DARK, density: "compact" });
    await subject.store.keepSettings(ann.id, DARK);
    await subject.reopen();
    assertEquals([await chosen("a1"), await chosen("a2")], [DARK, DARK]);
    assertEquals(await chosen("b1"), null);
  });

  test("nothing is kept of what a guest or nobody has chosen", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.createGuest(ann, newSession("a1", ann.id));
    for (const id of [ann.id, "u_nobody"]) await store.keepSettings(id, DARK);
    assertEquals((await store.findSession("token of a1"))!.settings, null);
    await claimAll(store, ann);
    assertEquals((await store.findSession("token of a1"))!.settings, null);
  });

  test("the server has no name until it is given one, and then the last one, each with its entry", async () => {
    await using subject = await open();
    assertEquals(await subject.store.serverName(), null);
    for (const name of ["Saltmarsh", "Salt & Marsh"]) {
      const entry = note(name, { action: "server.rename", at: MADE_AT });
      await subject.store.keepServerName(name, entry);
    }
    await subject.reopen();
    assertEquals(await subject.store.serverName(), "Salt & Marsh");
    assertEquals(await audited(subject.store), [
      "server.rename Saltmarsh",
      "server.rename Salt & Marsh",
    ]);
  });
}
