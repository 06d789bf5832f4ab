import type { Broker } from "../../hub/ports/broker.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Identity } from "../../hub/ports/identities.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { fail, ok, type Result } from "../../protocol/errors.ts";
import { parseServerName } from "../../protocol/name.ts";
import type { AccountStore } from "../ports.ts";
import type { Authority } from "./authority.ts";

/** What a server is called until somebody names it. */
const UNNAMED = "Confab";

interface Needs {
  store: AccountStore;
  broker: Broker;
  clock: Pick<Clock, "now">;
  logger: Logger;
  authority: Authority;
}

/** What the server is called, for every page that says so. */
export class ServerName {
  readonly #needs: Needs;
  #chosen: string | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** "Confab" until it is named. */
  get current(): string {
    return this.#chosen ?? UNNAMED;
  }

  /** Whether somebody has named it. */
  get isChosen(): boolean {
    return this.#chosen !== null;
  }

  /** Names it anew, with an entry of the audit log. `forbidden` for all but admins, `name_invalid`. */
  async change(identity: Identity, raw: string): Promise<Result<void>> {
    const { store, broker, clock, authority } = this.#needs;
    const actor = await authority.authorize(identity);
    if (!actor.ok) return actor;
    const parsed = parseServerName(raw);
    if (!parsed.ok) return fail("name_invalid", parsed.message);
    const { name } = parsed;
    if (name === this.#chosen) return ok(undefined);
    const act = { actor: actor.value.id, action: "server.rename", target: "server" };
    await store.keepServerName(name, { at: clock.now(), ...act, details: { name } });
    this.#chosen = name;
    broker.publish({ type: "server.changed" });
    return ok(undefined);
  }

  /** Looks up what it is called by now.
   *  @throws StorageError */
  async load(): Promise<void> {
    this.#chosen = await this.#needs.store.serverName();
  }

  /** Some process has changed it. */
  hear(): void {
    this.load().catch((error: Error) => {
      this.#needs.logger.warn("the server's name was not read anew", { error: error.message });
    });
  }
}
