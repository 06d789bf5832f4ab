import type { Account } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { RateLimit } from "./rate_limit.ts";

/** A connection, as far as rates are concerned. */
interface Counted {
  readonly id: number;
  readonly account: Account | null;
  /** See `payerOf`. */
  readonly payer: string;
}

/** Whose share somebody uses up: their account's; a guest's, and a newcomer's, is that of their IP prefix. */
export function payerOf(account: Account | null, ipPrefix: string): string {
  return account && hasAccount(account) ? account.id : ipPrefix;
}

/** How fast who may do what. One person can be any number of guests, so a limit by user is none for them: the guests of an
 *  IP prefix share one. */
export class Rates {
  readonly #messages: RateLimit;
  readonly #guestMessages: RateLimit;
  readonly #requests: RateLimit;
  readonly #sharedRequests: RateLimit;
  readonly #refusals: RateLimit;
  readonly #entries: RateLimit;
  readonly #exits: RateLimit;

  constructor(limits: Limits, monotonic: () => number) {
    const rate = (burst: number, perSecond: number) =>
      new RateLimit({ burst, perSecond, monotonic });
    const { messageBurst, messagesPerSecond, guestShares } = limits;
    this.#messages = rate(messageBurst, messagesPerSecond);
    this.#guestMessages = rate(guestShares * messageBurst, guestShares * messagesPerSecond);
    this.#requests = rate(limits.requestBurst, limits.requestsPerSecond);
    this.#sharedRequests = rate(limits.sharedRequestBurst, limits.sharedRequestsPerSecond);
    this.#refusals = rate(limits.sharedStrikes, limits.sharedStrikesPerSecond);
    this.#entries = rate(limits.entryBurst, limits.entriesPerSecond);
    this.#exits = rate(limits.exitBurst, limits.exitsPerMinute / 60);
  }

  /** Takes a message of a user's share, and of that of all guests of their IP prefix; or nothing, and says why. */
  refuseMessage({ account, payer }: Counted): WireError | null {
    const { id } = account!;
    if (hasAccount(account!)) return this.#messages.refuse(id, "messages");
    const error = this.#guestMessages.check(payer, "messages of guests from your address") ??
      this.#messages.refuse(id, "messages");
    if (!error) this.#guestMessages.take(payer);
    return error;
  }

  /** Takes a request other than a message of a connection's share, and of that which it has in common with others; or says
   *  why not. */
  refuseRequest({ id, payer }: Counted): WireError | null {
    return this.#requests.refuse(String(id), "requests") ??
      this.#sharedRequests.refuse(payer, "requests from your address");
  }

  /** Takes a first coming into a public room, or says why not. */
  refuseEntry({ payer }: Counted): WireError | null {
    return this.#entries.refuse(payer, "rooms joined for the first time");
  }

  /** Takes a leaving for good of a public room, or says why not. */
  refuseExit({ payer }: Counted): WireError | null {
    return this.#exits.refuse(payer, "rooms left for good");
  }

  /** Takes what a line costs that is no request. */
  takeMalformed({ id }: Counted): void {
    this.#requests.take(String(id));
  }

  /** Counts a refusal. Whether a user, or the guests of an IP prefix, had too many of them. */
  takeStrike(payer: string): boolean {
    return this.#refusals.take(payer) > 0;
  }

  /** Why nobody new is let in; null when they are.
   *  @param payer an account's id, or an IP prefix */
  refuseFlooder(payer: string): WireError | null {
    return this.#refusals.check(payer, "refused requests from your address");
  }
}
