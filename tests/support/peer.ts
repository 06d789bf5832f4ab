import { openConfabV1 } from "../../dialects/confab_v1.ts";
import type { Connection } from "../../hub/connections/connection.ts";
import type { Place } from "../../hub/connections/places.ts";
import type { Hub } from "../../hub/hub.ts";
import type { OpenAdapter } from "../../hub/ports/dialect.ts";
import type { Transport } from "../../hub/ports/transport.ts";
import type { Account } from "../../protocol/entities.ts";
import type { ReplyEvent, ServerEvent } from "../../protocol/events.ts";
import { takePlace } from "./open_hub.ts";

export type Of<Type extends ServerEvent["type"]> = Extract<ServerEvent, { type: Type }>;

/** Longest a test waits for one event, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Lines as they arrive, and whoever waits for one of them. */
export class Inbox {
  /** Everything that arrived, oldest first. */
  readonly events: ServerEvent[] = [];
  /** One entry for each frame: how many lines it had. */
  readonly frames: number[] = [];
  readonly #waiting: { accepts: (event: ServerEvent) => boolean; take: (event: never) => void }[] =
    [];

  receive(frame: string): void {
    const events = frame.split("\n").map((line) => JSON.parse(line) as ServerEvent);
    this.frames.push(events.length);
    for (const event of events) {
      this.events.push(event);
      const index = this.#waiting.findIndex(({ accepts }) => accepts(event));
      if (index >= 0) this.#waiting.splice(index, 1)[0]!.take(event as never);
    }
  }

  all<Type extends ServerEvent["type"]>(type: Type): Of<Type>[] {
    return this.events.filter((event): event is Of<Type> => event.type === type);
  }

  /** The first event of a type that fits, whether it has come already or is still to come.
   *  Rejects after PATIENCE_MS, so that a test that waits in vain says for what. */
  next<Type extends ServerEvent["type"]>(
    type: Type,
    fits: (event: Of<Type>) => boolean = () => true,
  ): Promise<Of<Type>> {
    const accepts = (event: ServerEvent) => event.type === type && fits(event as Of<Type>);
    const here = this.events.find(accepts);
    if (here) return Promise.resolve(here as Of<Type>);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No ${type} that fits ${fits} came within ${PATIENCE_MS} ms`)),
        PATIENCE_MS,
      );
      this.#waiting.push({
        accepts,
        take(event) {
          clearTimeout(timer);
          resolve(event);
        },
      });
    });
  }
}

/** A client on a fake transport. The test decides when it reads. */
export class Peer implements Transport {
  readonly inbox = new Inbox();
  /** What the socket holds that the peer has not read, in bytes. */
  bufferedBytes = 0;
  #unread: string[] = [];
  #reads = true;
  /** The code the server closed it with. */
  closeCode: number | null = null;
  readonly connection: Connection;
  #lastRef = 0;

  constructor(
    hub: Hub,
    {
      account,
      sessionId = null,
      address = "127.0.0.1",
      place = takePlace(hub, address),
      openAdapter = openConfabV1,
      provisional,
    }: {
      /** Who it is; without, it has to say so. */
      account?: Account;
      sessionId?: string | null;
      address?: string;
      /** What it was admitted to; one of the address unless given. */
      place?: Place;
      openAdapter?: OpenAdapter;
      provisional?: boolean;
    } = {},
  ) {
    const identity = account ? { account, sessionId } : null;
    const origin = { address, device: "" };
    this.connection = hub.attach(this, { place, identity, origin, openAdapter, provisional });
  }

  send(frame: string): void {
    if (this.#reads) return this.inbox.receive(frame);
    this.#unread.push(frame);
    this.bufferedBytes += frame.length;
  }

  /** Reads nothing more. */
  stall(): void {
    this.#reads = false;
  }

  /** Reads the oldest frame its socket holds. */
  readOne(): void {
    const frame = this.#unread.shift();
    if (frame === undefined) return;
    this.bufferedBytes -= frame.length;
    this.inbox.receive(frame);
  }

  /** Reads everything from now on. */
  read(): void {
    this.#reads = true;
    while (this.#unread.length > 0) this.readOne();
  }

  close(code: number): void {
    this.closeCode ??= code;
  }

  drop(): void {
    this.close(1006);
  }

  /** Sends a request and waits for its reply. */
  async ask(request: Record<string, unknown>): Promise<ReplyEvent> {
    const ref = String(++this.#lastRef);
    this.connection.receive(JSON.stringify({ ref, ...request }));
    return await this.inbox.next("reply", (reply) => reply.ref === ref);
  }

  /** Like `ask`, for a request that must succeed. */
  async must(request: Record<string, unknown>): Promise<ReplyEvent & { ok: true }> {
    const reply = await this.ask(request);
    if (!reply.ok) throw new Error(`${request.type} failed: ${reply.error.message}`);
    return reply;
  }

  /** The error code a request is refused with. */
  async refusal(request: Record<string, unknown>): Promise<string> {
    const reply = await this.ask(request);
    if (reply.ok) throw new Error(`${request.type} should have been refused`);
    return reply.error.code;
  }
}
