import { assertEquals } from "@std/assert";
import type { Ban } from "../../../accounts/ports.ts";
import type { BannedPerson } from "../../../accounts/signing_in/signing_in.ts";
import { confirmSession } from "../../../http/sockets/confirm_session.ts";
import type { State } from "../../../http/define.ts";
import type { Connection } from "../../../hub/connections/connection.ts";
import { StorageError } from "../../../hub/ports/store.ts";
import type { Account } from "../../../protocol/entities.ts";

const ADA: Account = { id: "u_ada", name: "Ada", role: "admin" };

/** What becomes of Ada's connection when this is found of her session. */
async function outcome(found: () => Account | null, banned: BannedPerson | null = null) {
  const seen = { closed: null as number | null, changed: null as Account | null };
  const connection = {
    account: ADA,
    origin: { address: "192.0.2.1", device: "" },
    end: ({ code }: { code: number }) => seen.closed = code,
  } as unknown as Connection;
  const state = {
    accounts: {
      signingIn: {
        recognize: () =>
          Promise.try(found).then((account) => ({
            identity: account && { account, sessionId: "s" },
            banned,
          })),
      },
    },
    hub: { updateAccount: (account: Account) => seen.changed = account },
    logger: { warn() {} },
  } as unknown as State;
  await confirmSession(state, connection, "token");
  return seen;
}

Deno.test("a connection whose session is over is sent away; one that lasts stays", async () => {
  assertEquals(await outcome(() => null), { closed: 4001, changed: null });
  assertEquals(await outcome(() => ADA), { closed: null, changed: null });
});

Deno.test("who was banned while the socket was opened is told so", async () => {
  const ban = { reason: "Loud", expiresAt: null } as Ban;
  const seen = await outcome(() => null, { account: ADA, ban });
  assertEquals(seen, { closed: 4003, changed: null });
});

Deno.test("a role that changed while the socket was opened is the one that counts", async () => {
  const member: Account = { ...ADA, role: "member" };
  assertEquals(await outcome(() => member), { closed: null, changed: member });
});

Deno.test("when nobody can tell, the connection has to try again", async () => {
  const seen = await outcome(() => {
    throw new StorageError("locked", true);
  });
  assertEquals(seen, { closed: 1013, changed: null });
});
