import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../../hub/ports/store.ts";
import type { Result } from "../../../protocol/errors.ts";
import type { SignedIn } from "../../../accounts/signing_in/sessions.ts";
import {
  codeOf,
  ELSEWHERE,
  good,
  openTestAccounts,
  type TestAccounts,
} from "../open_test_accounts.ts";

interface Cast {
  owner: SignedIn;
  ada: SignedIn;
  /** An invite that can be used. */
  inviteId: string;
  /** A ban that holds. */
  banId: string;
}

/** What admins do: the act, the tables it writes to besides the audit log, and the entries it leaves there. */
const ACTS: Record<
  string,
  {
    act: (open: TestAccounts, cast: Cast) => Promise<Result<unknown>>;
    writes: string[];
    entries: string[];
  }
> = {
  "invite": {
    act: ({ accounts }, { owner }) =>
      accounts.administration.invite(owner, { role: "member", uses: 1, days: 1 }),
    writes: ["INSERT ON links"],
    entries: ["invite.create"],
  },
  "withdraw an invite": {
    act: ({ accounts }, { owner, inviteId }) =>
      accounts.administration.withdrawInvite(owner, inviteId),
    writes: ["DELETE ON links"],
    entries: ["invite.withdraw"],
  },
  "change a role": {
    act: ({ accounts }, { owner, ada }) =>
      accounts.administration.setRole(owner, ada.account.id, "admin"),
    writes: ["UPDATE ON users", "DELETE ON sessions"],
    entries: ["account.role"],
  },
  "hand over": {
    act: ({ accounts }, { owner, ada }) =>
      accounts.administration.setRole(owner, ada.account.id, "owner"),
    writes: ["UPDATE ON users", "DELETE ON sessions"],
    entries: ["server.hand_over"],
  },
  "make a reset link": {
    act: ({ accounts }, { owner, ada }) => accounts.administration.resetLink(owner, ada.account.id),
    writes: ["INSERT ON links"],
    entries: ["account.reset_link"],
  },
  "deactivate": {
    act: ({ accounts }, { owner, ada }) =>
      accounts.administration.deactivate(owner, ada.account.id),
    writes: ["UPDATE ON users", "DELETE ON sessions"],
    entries: ["account.deactivate"],
  },
  "ban a person, addresses and what they wrote": {
    act: ({ accounts }, { owner, ada }) =>
      accounts.moderation.ban(owner, {
        userId: ada.account.id,
        addresses: ["203.0.113.5", "203.0.113.6"],
        removesMessages: true,
        reason: "spam",
        hours: 1,
      }),
    writes: ["INSERT ON bans", "INSERT ON erasures"],
    entries: ["ban.create", "ban.create", "ban.create"],
  },
  "lift a ban": {
    act: ({ accounts }, { owner, banId }) => accounts.moderation.unban(owner, banId),
    writes: ["DELETE ON bans"],
    entries: ["ban.lift"],
  },
};

for (const [name, { act, writes, entries }] of Object.entries(ACTS)) {
  Deno.test(`to ${name} and its entry in the audit log happen together or not at all`, async () => {
    await using open = await openTestAccounts();
    using database = new DatabaseSync(open.path);
    const cast = await prepare(open);
    const stored = () => contents(database);
    const before = stored();
    open.published.length = 0;
    for (const what of ["INSERT ON audit", ...writes]) {
      database.exec(
        `CREATE TRIGGER broken BEFORE ${what} BEGIN SELECT raise(ABORT, 'broken'); END`,
      );
      await assertRejects(() => act(open, cast), StorageError);
      database.exec("DROP TRIGGER broken");
      assertEquals(stored(), before, what);
    }
    assertEquals(open.published, [], "nothing is told of what did not happen");
    good(await act(open, cast));
    const written = database.prepare("SELECT action FROM audit ORDER BY id").all();
    assertEquals(
      written.slice(before.audit!.length).map(({ action }) => action),
      entries,
    );
    assert(JSON.stringify(stored()) !== JSON.stringify(before));
    assert(open.published.length > 0 || writes.every((what) => what.endsWith("links")));
  });
}

Deno.test("a ban of a person with an address that is refused does nothing at all", async () => {
  await using open = await openTestAccounts();
  using database = new DatabaseSync(open.path);
  const { owner, ada } = await prepare(open);
  const before = contents(database);
  open.published.length = 0;
  const userId = ada.account.id;
  const form = { userId, removesMessages: true, reason: "", hours: null };
  const ownAddress = (await open.store.listSessions(owner.account.id))[0]!.address;
  for (
    const [addresses, code] of [
      [["203.0.113.5", "example.org"], "bad_message"],
      [["203.0.113.5", ""], "bad_message"],
      [["203.0.113.5", ownAddress], "forbidden"],
      [Array.from({ length: 101 }, (_, i) => `203.0.113.${i}`), "bad_message"],
    ] as const
  ) {
    const banned = await open.accounts.moderation.ban(owner, {
      ...form,
      addresses: [...addresses],
    });
    assertEquals(codeOf(banned), code);
  }
  assertEquals(contents(database), before);
  assertEquals(open.published, []);
  assertEquals(open.accounts.moderation.banOf("203.0.113.5"), null);
  assert(await open.accounts.signingIn.findSession(ada.token));
});

async function prepare(open: TestAccounts): Promise<Cast> {
  const { administration } = open.accounts;
  const owner = await open.setUp();
  const ada = await open.register("Ada", ELSEWHERE);
  const invite = good(await administration.invite(owner, { role: "member", uses: 1, days: 1 }));
  const form = { addresses: ["192.0.2.99"], reason: "", hours: 1 };
  const ban = await open.ban(owner, form);
  return { owner, ada, inviteId: invite.link.id, banId: ban.id };
}

/** All that the tables of accounts hold. */
function contents(database: DatabaseSync) {
  const tables = ["users", "sessions", "links", "bans", "erasures", "audit"] as const;
  return Object.fromEntries(
    tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()]),
  );
}
