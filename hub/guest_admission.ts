import type { Account } from "../protocol/entities.ts";
import { fail, type Result } from "../protocol/errors.ts";
import type { RateLimit } from "./connections/rate_limit.ts";
import type { Identities, Identity, Origin } from "./ports/identities.ts";

/** Lets people in who have no account, new ones at a rate for each address. */
export class GuestAdmission {
  readonly #identities: Identities;
  readonly #isOpen: boolean;
  readonly #rate: RateLimit;
  readonly #ipPrefixOf: (address: string) => string;

  /** @param isOpen whether a name is enough to come in
   *  @param rate of new guests, by the prefix of their address */
  constructor(
    { identities, isOpen, rate, ipPrefixOf }: {
      identities: Identities;
      isOpen: boolean;
      rate: RateLimit;
      ipPrefixOf: (address: string) => string;
    },
  ) {
    this.#identities = identities;
    this.#isOpen = isOpen;
    this.#rate = rate;
    this.#ipPrefixOf = ipPrefixOf;
  }

  /** Whether a name is enough to come in. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Lets somebody in who gives a name and keeps a session: two people may carry one name.
   *  @throws StorageError */
  async enter(name: string, origin: Origin): Promise<Result<Identity & { token: string }>> {
    if (!this.#isOpen) return NO_GUESTS;
    const error = this.#refuseNew(origin);
    return error ? { ok: false, error } : await this.#identities.createGuest(name, origin);
  }

  /** Lets somebody in who gives a name and nothing else: everybody of this name is one user.
   *  @throws StorageError */
  async enterByName(name: string, origin: Origin): Promise<Result<Account>> {
    if (!this.#isOpen) return NO_GUESTS;
    return await this.#identities.namedGuest(name, origin, () => this.#refuseNew(origin));
  }

  /** Lets somebody in who says nothing about themselves, under a made-up name that is nobody's.
   *  @throws StorageError */
  async enterAnonymously(origin: Origin): Promise<Result<Account>> {
    if (!this.#isOpen) return NO_GUESTS;
    const error = this.#refuseNew(origin);
    return error ? { ok: false, error } : await this.#identities.anonymous(origin);
  }

  #refuseNew({ address }: Origin) {
    return this.#rate.refuse(this.#ipPrefixOf(address), "new guests");
  }
}

const NO_GUESTS = fail("guests_off", "This server accepts no guests: sign in");
