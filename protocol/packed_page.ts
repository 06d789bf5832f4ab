import type { ChangePage, Message, User } from "./entities.ts";

/** A page as one string, for the island of a document: half as long as the page in JSON, and written once for all who
 *  ask for the room. */
export type PackedPage = string;

type Packed = [
  epoch: string,
  version: number,
  more: boolean,
  users: [id: string, name: string][],
  PackedMessage[],
];

/** `user`: their place among the users. `rest`: what not every message has. */
type PackedMessage = [
  seq: number,
  version: number,
  id: string,
  user: number,
  text: string,
  at: number,
  rest?: Omit<Message, "seq" | "version" | "id" | "user" | "text" | "at">,
];

export function packPage({ epoch, version, more, messages }: ChangePage): PackedPage {
  const names = new Map(messages.map(({ user }) => [user.id, user.name]));
  const places = new Map([...names.keys()].map((id, place) => [id, place]));
  const rows = messages.map(({ seq, version, id, user, text, at, ...rest }): PackedMessage => {
    const always = [seq, version, id, places.get(user.id)!, text, at] as const;
    return Object.keys(rest).length > 0 ? [...always, rest] : [...always];
  });
  const packed: Packed = [epoch, version, more, [...names], rows];
  return JSON.stringify(packed);
}

/** The page again. */
export function unpackPage(packed: PackedPage): ChangePage {
  const [epoch, version, more, names, rows] = JSON.parse(packed) as Packed;
  const users = names.map(([id, name]): User => ({ id, name }));
  const messages = rows.map(([seq, version, id, user, text, at, rest]): Message => ({
    seq,
    version,
    id,
    user: users[user]!,
    text,
    at,
    ...rest,
  }));
  return { epoch, version, more, messages };
}
