import type { Broker } from "../../hub/ports/broker.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { User } from "../../protocol/entities.ts";
import { fail, ok, type Result } from "../../protocol/errors.ts";
import { nameKey } from "../../protocol/name_key.ts";
import type { AccountStore } from "../ports.ts";
import type { Sessions } from "../signing_in/sessions.ts";

/** Most guests remembered, about 3 MB; past that those that were seen first are forgotten. */
const MOST = 20_000;

interface Needs {
  store: AccountStore;
  broker: Broker;
  logger: Logger;
  sessions: Sessions;
}

/** Guests that came in since the server started, by the key of their name: they may keep it without a look into the store,
 *  and their sessions end when an account claims it. Whoever is not among them, as one who was forgotten, is looked up when
 *  they come; sockets that are open are the hub's to end, which knows them all. */
export class GuestNames {
  readonly #needs: Needs;
  /** By user id; those that came first come first. */
  readonly #keys = new Map<string, string>();

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Does something for a guest whose name is nobody's, before as after. `name_taken` when it is an account's. */
  async whileFree<T>(guest: User, job: () => Promise<Result<T>>): Promise<Result<T>> {
    const key = nameKey(guest.name);
    // First, so that a claim from here on finds this guest.
    this.#add(guest.id, key);
    if (await this.#needs.store.findByKey(key)) {
      this.#keys.delete(guest.id);
      return nameTaken(guest.name);
    }
    const result = await job();
    if (result.ok && !this.#keys.has(guest.id)) return nameTaken(guest.name);
    if (!result.ok) this.#keys.delete(guest.id);
    return result;
  }

  /** Remembers a guest whose name was found to be nobody's. */
  remember({ id, name }: User): void {
    this.#add(id, nameKey(name));
  }

  /** Forgets all: word of a claimed name may have got lost. Whoever is here is looked up when they are next asked for. */
  forgetAll(): void {
    this.#keys.clear();
  }

  /** Whether a guest who came in earlier may still use the name: nobody has claimed it since. */
  async mayKeep({ id, name }: User): Promise<boolean> {
    return this.#keys.has(id) ||
      (await this.whileFree({ id, name }, () => Promise.resolve(ok(null)))).ok;
  }

  /** An account has this name now: sends away the guests who have it, here and in other processes. */
  async claimed(key: string, accountId: string): Promise<void> {
    const givenWay = this.giveWay(key, accountId);
    this.#needs.broker.publish({ type: "name.claimed", key, userId: accountId });
    await givenWay;
  }

  /** Sends away the guests that are known here under a name that an account has now. A session that storage fails to end
   *  is of no use to them: their name is looked up when they come back.
   *  @param accountId whose name it is: perhaps a guest's until now, who stays */
  async giveWay(key: string, accountId: string): Promise<void> {
    const { sessions, broker, logger } = this.#needs;
    for (const userId of this.#take(key)) {
      if (userId === accountId) continue;
      await sessions.end(userId, null).catch((error: unknown) => {
        logger.warn("the sessions of a guest did not end", { error: String(error) });
      });
      broker.publish({ type: "user.closed", userId, close: CLOSE.banned });
    }
  }

  #add(userId: string, key: string): void {
    if (this.#keys.has(userId)) return;
    this.#keys.set(userId, key);
    if (this.#keys.size > MOST) this.#keys.delete(this.#keys.keys().next().value!);
  }

  /** Forgets everybody with this key. Their user ids. Looks at all guests: few claim a name, many come in. */
  #take(key: string): string[] {
    const taken = [...this.#keys].filter(([, other]) => other === key).map(([userId]) => userId);
    for (const userId of taken) this.#keys.delete(userId);
    return taken;
  }
}

export function nameTaken(name: string) {
  return fail("name_taken", `"${name}" is the name of an account: sign in, or take another name`);
}
