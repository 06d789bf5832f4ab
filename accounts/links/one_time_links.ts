import type { Clock } from "../../hub/ports/clock.ts";
import type { Account, Role } from "../../protocol/entities.ts";
import { fail } from "../../protocol/errors.ts";
import { refuseActOn, refuseGrant } from "../../protocol/account_rules.ts";
import type { AccountStore, AuditEntry, Link, LinkKind } from "../ports.ts";
import { publicAccount } from "../public_account.ts";
import { hashToken, newId, newToken } from "../signing_in/tokens.ts";

/** How long a link to set a password by can be used, in milliseconds. */
export const RESET_MS = 24 * 60 * 60_000;

/** What a link is for, how often it can be used, and for how long. */
export interface LinkWish {
  kind: LinkKind;
  createdBy: string | null;
  role: Role | null;
  userId: string | null;
  uses: number;
  lifeMs: number;
  /** What tells it from others; none when absent. */
  note?: string;
}

/** A link with its token, which is told only here. */
export interface NewOneTimeLink {
  link: Link;
  token: string;
}

/** A one-time link as whoever opens it may see it. */
export interface OpenedLink {
  kind: LinkKind;
  /** When it ends, in milliseconds since the epoch. */
  expiresAt: number;
  /** What an invite makes of its user. */
  role: Role | null;
  /** Whose password a reset sets. */
  account: Account | null;
}

/** A link that can be used, with its token's hash. */
export interface UsableLink extends OpenedLink {
  tokenHash: string;
}

/** One-time links: whoever has one may do one thing. A link is worth what its maker may still give. */
export class OneTimeLinks {
  readonly #store: AccountStore;
  readonly #clock: Pick<Clock, "now">;

  constructor({ store, clock }: { store: AccountStore; clock: Pick<Clock, "now"> }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Makes a link and keeps it, with its entry of the audit log.
   *  @param replaces whether earlier links of its kind for the same user end
   *  @param audit what the audit log says of it, by the link's id */
  async make(
    { uses, lifeMs, note = "", ...rest }: LinkWish,
    { replaces, audit }: { replaces: boolean; audit?: (linkId: string) => AuditEntry },
  ): Promise<NewOneTimeLink> {
    const token = newToken();
    const createdAt = this.#clock.now();
    const expiresAt = createdAt + lifeMs;
    const link = { ...rest, id: newId(), createdAt, expiresAt, usesLeft: uses, note };
    const stored = { ...link, tokenHash: hashToken(token)! };
    await this.#store.addLink(stored, { replaces, audit: audit?.(link.id) });
    return { link, token };
  }

  /** A link that can be used now; null when it is unknown, used up, over, or its maker could not make it today. */
  async find(kind: LinkKind, token: string): Promise<UsableLink | null> {
    const tokenHash = hashToken(token);
    const link = tokenHash === null ? null : await this.#store.findLink(tokenHash);
    if (!link || tokenHash === null || link.kind !== kind) return null;
    if (link.usesLeft < 1 || link.expiresAt <= this.#clock.now()) return null;
    const account = link.userId === null ? null : await this.#store.findAccount(link.userId);
    if (kind === "reset" && (!account || account.deactivatedAt !== null)) return null;
    if (link.createdBy !== null) {
      const maker = await this.#store.findAccount(link.createdBy);
      if (!maker || maker.deactivatedAt !== null) return null;
      if (account ? refuseActOn(maker, account) : refuseGrant(maker, link.role!)) return null;
    }
    const { expiresAt, role } = link;
    return { kind, expiresAt, role, account: account && publicAccount(account), tokenHash };
  }
}

export const LINK_GONE = fail(
  "link_gone",
  "This link has been used, has expired, or was never valid",
);
