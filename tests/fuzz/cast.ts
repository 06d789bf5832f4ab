import { assertEquals } from "@std/assert";
import { until } from "../faults/waiting.ts";
import { becomeOwner, makeInvite, PASSWORD, personPath } from "../server/account_steps.ts";
import { PlainBrowser } from "../server/plain_browser.ts";
import type { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import type { Role } from "./arbitraries/http_request.ts";

/** Longest the server may have no time for another password, in milliseconds. */
const HASH_QUEUE_MS = 30_000;

/** Who takes part: an owner, whom nobody may harm, and the people in whose names the server is attacked. What
 *  they do may throw them out, so that they come in again before each round. */
export class Cast {
  readonly owner: PlainBrowser;
  readonly #server: ServerProcess;
  readonly #browsers = new Map<Role, PlainBrowser>();
  /** What stands for `@@name@@`. */
  readonly #names = new Map<string, string>();
  #comers = 0;

  private constructor(server: ServerProcess, owner: PlainBrowser) {
    this.#server = server;
    this.owner = owner;
  }

  static async gather(server: ServerProcess): Promise<Cast> {
    const cast = new Cast(server, await becomeOwner(server));
    cast.#names.set("owner", await cast.#idOf("Olga"));
    return cast;
  }

  /** The session of somebody, as a Cookie header; "" for nobody. */
  cookie(role: Role): string {
    return this.#browsers.get(role)?.cookie ?? "";
  }

  /** Lets a name of this run stand for something. */
  name(name: string, meaning: string): void {
    this.#names.set(name, meaning);
  }

  /** A text with everything that stands for something put in. */
  fill(text: string): string {
    return text.replace(/@@(\w+)@@/g, (found, name) => this.#names.get(name) ?? found);
  }

  /** Brings everybody back who was thrown out: with a new account, or as a new guest. */
  async comeIn(): Promise<void> {
    for (const role of ["guest", "member", "admin"] as const) {
      if (!await this.#isIn(role)) await this.#enter(role);
    }
    const invite = await makeInvite(this.owner);
    this.#names.set("invite", invite.split("/").at(-1)!);
  }

  async #isIn(role: Role): Promise<boolean> {
    const browser = this.#browsers.get(role);
    if (!browser) return false;
    const { status, html } = await browser.open("/account");
    return status === 200 && (role !== "admin" || html.includes('href="/admin"'));
  }

  async #enter(role: Exclude<Role, "nobody">): Promise<void> {
    const number = ++this.#comers;
    const name = `${role} no. ${number}`;
    const browser = new PlainBrowser(this.#server.url);
    const path = role === "guest" ? "/" : await makeInvite(this.owner, { role });
    // The passwords of the last round may still be waiting to be hashed.
    let status = 0;
    await until(HASH_QUEUE_MS, async () => {
      ({ status } = await browser.post(path, { name, password: PASSWORD }));
      return status !== 429;
    });
    assertEquals([name, status], [name, 303]);
    this.#browsers.set(role, browser);
    this.#names.set(role, await this.#idOf(name));
    if (role === "member") await this.#openRoom(browser);
  }

  async #openRoom(member: PlainBrowser): Promise<void> {
    this.#names.set("memberToken", member.cookie.split("=")[1]!);
    const peer = await SocketPeer.connect(this.#server.socketUrl, {
      headers: { cookie: member.cookie },
    });
    const { room } = await peer.must({ type: "room.create", id: "own", private: true });
    this.#names.set("memberRoom", room!.id);
    await peer.close();
  }

  async #idOf(name: string): Promise<string> {
    return decodeURIComponent((await personPath(this.owner, name)).split("/").at(-1)!);
  }
}
