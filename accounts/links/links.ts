import type { AccountStore, LinkKind } from "../ports.ts";
import { type OneTimeLinks, type OpenedLink, RESET_MS } from "./one_time_links.ts";

/** How long a setup link can be used, in milliseconds. It is printed at a start; the next start makes another. */
const SETUP_MS = 7 * 24 * 60 * 60_000;

/** One-time links for whoever opens one, and for whoever runs the machine. */
export class Links {
  readonly #store: AccountStore;
  readonly #oneTimeLinks: OneTimeLinks;

  constructor({ store, oneTimeLinks }: { store: AccountStore; oneTimeLinks: OneTimeLinks }) {
    this.#store = store;
    this.#oneTimeLinks = oneTimeLinks;
  }

  /** What a link is for; null when it can't be used. */
  async find(kind: LinkKind, token: string): Promise<OpenedLink | null> {
    const link = await this.#oneTimeLinks.find(kind, token);
    return link && { kind, expiresAt: link.expiresAt, role: link.role, account: link.account };
  }

  /** The token of a link that makes the owner; null when there is one.
   *  @param replaces whether the links of earlier calls end: not where other servers have printed theirs */
  async makeSetupLink({ replaces = true } = {}): Promise<string | null> {
    if (await this.#store.findOwner()) return null;
    const { token } = await this.#oneTimeLinks.make({
      kind: "setup",
      createdBy: null,
      role: "owner",
      userId: null,
      uses: 1,
      lifeMs: SETUP_MS,
    }, { replaces });
    return token;
  }

  /** The token of a link by which the owner sets a password; null when there is no owner. Earlier ones end. */
  async makeOwnerResetLink(): Promise<string | null> {
    const owner = await this.#store.findOwner();
    if (!owner) return null;
    const { token } = await this.#oneTimeLinks.make({
      kind: "reset",
      createdBy: null,
      role: null,
      userId: owner.id,
      uses: 1,
      lifeMs: RESET_MS,
    }, { replaces: true });
    return token;
  }
}
