import { CLOSE } from "../protocol/close_codes.ts";
import { type Account, publicUser } from "../protocol/entities.ts";
import { bannedError } from "../protocol/errors.ts";
import type { Settings } from "../protocol/settings.ts";
import type { ConnectionRegistry } from "./connections/connection_registry.ts";
import type { AccountFact, BanNotice } from "./ports/broker.ts";
import type { Clock } from "./ports/clock.ts";
import type { RoomDirectory } from "./rooms/room_directory.ts";

/** Most lifted bans remembered. Word of one that comes late comes within seconds, not after a thousand others. */
const MOST_LIFTED = 1_000;

/** Has open connections follow what becomes of accounts, sessions and bans. */
export class AccountFollower {
  readonly #connections: ConnectionRegistry;
  readonly #rooms: RoomDirectory;
  readonly #clock: Clock;
  /** The ids of bans that were lifted, oldest first: word that they were set may still come. */
  readonly #lifted = new Set<string>();

  constructor(
    { connections, rooms, clock }: {
      connections: ConnectionRegistry;
      rooms: RoomDirectory;
      clock: Clock;
    },
  ) {
    this.#connections = connections;
    this.#rooms = rooms;
    this.#clock = clock;
  }

  hear(fact: AccountFact): void {
    switch (fact.type) {
      case "account.changed":
        return this.update(fact.account);
      case "settings.changed":
        return this.#tellSettings(fact.userId, fact.settings);
      case "sessions.ended":
        return this.#connections.endSessions(new Set(fact.sessionIds), CLOSE.signedOut);
      case "user.closed":
        return this.#connections.endUser(fact.userId, fact.close);
      case "name.claimed":
        return this.#giveWay(fact.key, fact.userId);
      case "ban.set":
        return this.#ban(fact.ban);
      case "ban.lifted":
        return this.#noteLifted(fact.banId);
    }
  }

  /** Somebody has another name or role now: their connections go on with it. */
  update(account: Account): void {
    for (const connection of [...this.#connections.of(account.id)]) {
      this.#connections.assign(connection, account);
      connection.send({ type: "account", user: account });
    }
    this.#rooms.rename(publicUser(account));
  }

  #tellSettings(userId: string, settings: Settings): void {
    for (const connection of this.#connections.of(userId)) {
      connection.send({ type: "settings", settings });
    }
  }

  #noteLifted(banId: string): void {
    this.#lifted.add(banId);
    if (this.#lifted.size > MOST_LIFTED) this.#lifted.delete(this.#lifted.values().next().value!);
  }

  /** A name became this account's: perhaps a guest's until now, who stays. */
  #giveWay(key: string, accountId: string): void {
    for (const connection of [...this.#connections.ofGuestsNamed(key)]) {
      if (connection.account!.id !== accountId) connection.end(CLOSE.banned);
    }
  }

  #ban({ id, userId, address, reason, expiresAt }: BanNotice): void {
    const isOver = expiresAt !== null && expiresAt <= this.#clock.now();
    if (isOver || this.#lifted.has(id)) return;
    const why = bannedError({ reason, until: expiresAt });
    if (userId !== null) this.#connections.endUser(userId, CLOSE.banned, why);
    if (address !== null) this.#connections.endFrom(address, CLOSE.banned, why);
  }
}
