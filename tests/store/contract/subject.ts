import { assert, assertRejects } from "@std/assert";
import type { AccountStore } from "../../../accounts/ports.ts";
import type { Appended, Change, NewRoom, Store } from "../../../hub/ports/store.ts";
import { StorageError } from "../../../hub/ports/store.ts";
import type { Content } from "../../../protocol/content.ts";
import type { Message, User } from "../../../protocol/entities.ts";
import type { WireError } from "../../../protocol/errors.ts";

export type Adapter = Store & AccountStore;

/** An adapter on storage of its own, empty at first. Disposing closes the adapter and removes the storage. */
export interface Subject extends AsyncDisposable {
  store: Adapter;
  /** The wall clock that the store was given; a test may set it. */
  clock: { ms: number };
  /** One more store on the same storage, as another process has it; closed with the subject. */
  another(): Promise<Adapter>;
  /** Closes the store and opens another one on the same storage, which becomes `store`. */
  reopen(): Promise<void>;
}

type Edit = Extract<Change, { kind: "edit" }>;

export type OpenSubject = () => Promise<Subject>;

/** Registers a test. */
export type Test = (sentence: string, run: () => Promise<void>) => void;

/** Registers tests of an adapter, whose name begins each test's. */
export function named(adapter: string): Test {
  return (sentence, run) => Deno.test(`${adapter}: ${sentence}`, run);
}

export const ann: User = { id: "u_ann", name: "Ann", role: "guest" };
export const bob: User = { id: "u_bob", name: "Bob", role: "guest" };
export const cem: User = { id: "u_cem", name: "Cem", role: "guest" };

/** A room to make: public and without members unless given. */
export function newRoom(id: string, more: Partial<NewRoom> = {}): NewRoom {
  return { id, title: id, topic: "", kind: "public", maker: null, members: [], ...more };
}

/** Opens a subject with these rooms, at version 0. */
export async function openWithRooms(open: OpenSubject, ...rooms: string[]): Promise<Subject> {
  const subject = await open();
  for (const id of rooms) await subject.store.createRoom(newRoom(id));
  return subject;
}

/** A post to "general"; the text is the client id unless given. */
export function post(
  user: User,
  id: string,
  { room = "general", ...content }: Partial<Content> & { room?: string } = {},
): Change {
  return { kind: "post", room, user, id, content: { text: id, ...content } };
}

export function edit(user: User, seq: number, text: string, room = "general"): Edit {
  return { kind: "edit", room, user, seq, content: { text } };
}

export function remove(user: User, seq: number, room = "general"): Change {
  return { kind: "delete", room, user, seq };
}

/** Posts m1, m2, … to "general", so that message n has seq n and the text "m<n>". */
export async function postMany(store: Store, count: number): Promise<void> {
  await store.append(Array.from({ length: count }, (_, index) => post(ann, `m${index + 1}`)));
}

/** The message of the one change, which must not be refused. */
export async function apply(store: Store, change: Change): Promise<Message> {
  return (await applied(store, change)).message;
}

/** Like `apply`, with whether the log already had it. */
export async function applied(
  store: Store,
  change: Change,
): Promise<Extract<Appended, { ok: true }>> {
  const [answer] = await store.append([change]);
  assert(answer?.ok, `refused: ${JSON.stringify(answer)}`);
  return answer;
}

/** The refusal of the one change, which must be refused. */
export async function refused(store: Store, change: Change): Promise<WireError> {
  const [answer] = await store.append([change]);
  assert(answer !== undefined && !answer.ok, `not refused: ${JSON.stringify(answer)}`);
  return answer.error;
}

/** Every message of the room, oldest first, read in pages of `limit`. */
export async function readAll(store: Store, room: string, limit: number): Promise<Message[]> {
  const all: Message[] = [];
  for (let more = true; more;) {
    const page = await store.page(room, { after: all.at(-1)?.seq ?? 0 }, limit);
    assert(page !== null, `no room ${room}`);
    assert(page.messages.length <= limit, "a page is over its limit");
    all.push(...page.messages);
    more = page.more;
  }
  return all;
}

export async function versionOf(store: Store, room: string): Promise<number | undefined> {
  return (await store.rooms()).find(({ id }) => id === room)?.version;
}

export function seqs(messages: Message[] | undefined): number[] | undefined {
  return messages?.map(({ seq }) => seq);
}

/** The StorageError that the call must reject with. */
export function storageError(call: Promise<unknown>): Promise<StorageError> {
  return assertRejects(() => call, StorageError);
}
