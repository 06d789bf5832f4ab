import { ConnectionLost } from "../../../client/connection/reply_table.ts";
import { Outgoing } from "../../../client/outgoing/outgoing.ts";
import { targetOf, textOf } from "../../../client/outgoing/outgoing_item.ts";
import { memoryStore } from "../../../client/outgoing/outgoing_store.ts";
import type { Message } from "../../../protocol/entities.ts";
import {
  type ErrorCode,
  ok,
  type Result,
  type WireError,
  wireError,
} from "../../../protocol/errors.ts";
import { DEFAULT_LIMITS, type PublicLimits } from "../../../protocol/limits.ts";
import { TestClock } from "../../support/test_clock.ts";
import { settle } from "./fake_socket.ts";
import { ANN, EPOCH } from "./log_model.ts";

/** A request on the wire, and what may become of it. */
export interface Asked {
  type: string;
  fields: Record<string, unknown>;
  /** The server has done it; resolves when all that follows from that has happened. */
  done(version: number): Promise<void>;
  refuse(code: ErrorCode, fields?: Partial<WireError>): Promise<void>;
  /** The connection is gone before the answer. */
  lose(): void;
}

/** What one tab has on its way to rooms of which this is the log, and its requests that have no answer yet. */
export function outgoingTab({ store = memoryStore(), tab = "tab" } = {}) {
  const clock = new TestClock();
  const asked: Asked[] = [];
  const told: string[] = [];
  /** By room: what this tab has loaded of it. */
  const logs = new Map<string, { messages: Message[]; version: number }>();
  let frames = 0;
  let ids = 0;
  const outgoing: Outgoing = new Outgoing({
    userId: ANN.id,
    store,
    locks: null,
    newId: () => `${tab}-${++ids}`,
    ask: (type, fields, apply) => {
      const { promise, resolve, reject } = Promise.withResolvers<Result<never>>();
      const answer = (act: () => void) => {
        if (asked.includes(one)) asked.splice(asked.indexOf(one), 1);
        act();
        return settle();
      };
      const one: Asked = {
        type,
        fields: fields as Record<string, unknown>,
        done: (version) =>
          answer(() => {
            const reply = { seq: version, version, at: 1 } as never;
            apply?.(reply);
            resolve(ok(reply));
          }),
        refuse: (code, more) =>
          answer(() => resolve({ ok: false, error: { ...wireError(code, code), ...more } })),
        lose: () => void answer(() => reject(new ConnectionLost("lost"))),
      };
      asked.push(one);
      return promise;
    },
    startFrame: () => frames++,
    clock,
    random: () => 0.5,
    log: (room) => logs.get(room) ?? null,
    acknowledged: (item, version) => told.push(`${textOf(item)} acknowledged at ${version}`),
    refused: (item, error) => told.push(`${textOf(item)} refused: ${error.code}`),
  });
  const say = (...texts: string[]) =>
    texts.map((text) => outgoing.add("general", { kind: "post", content: { text } }).id);
  /** As somebody does who sees what is under way. */
  const rewrite = (seq: number, text: string, base: number) => {
    const on = outgoing.items.peek().findLast((item) => targetOf(item) === seq)?.id;
    const made = on === undefined ? { base } : { base, on };
    outgoing.add("general", { kind: "edit", seq, content: { text }, ...made });
  };
  return {
    outgoing,
    clock,
    asked,
    told,
    logs,
    say,
    rewrite,
    frames: () => frames,
    connect: (
      { limits = { ...DEFAULT_LIMITS, messagesPerSecond: 0 }, epoch = EPOCH }: {
        limits?: PublicLimits;
        epoch?: string;
      } = {},
    ) => outgoing.resume({ limits, epoch }),
    disconnect() {
      outgoing.pause();
      for (const one of [...asked]) one.lose();
      return settle();
    },
    /** The texts of the requests under way. */
    underWay: () => asked.map(({ fields }) => fields.text),
    items: () => outgoing.items.value.map((item) => `${textOf(item)} ${item.state.status}`),
  };
}

export function message(fields: Partial<Message>): Message {
  return { seq: 1, version: 1, id: "x", user: ANN, text: "", at: 1, ...fields };
}
