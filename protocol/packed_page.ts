import type { Message, OpenedPage, Role, User } from "./entities.ts";

/** A page as one string, for the island of a document: half as long as the page in JSON, and written once for all who
 *  ask for the room. */
export type PackedPage = string;

type Packed = [
  epoch: string,
  version: number,
  more: boolean,
  PackedUser[],
  PackedMessage[],
  newer?: true,
];

type PackedUser = [id: string, name: string, role?: Role];

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

export function packPage({ epoch, version, more, messages, newer }: OpenedPage): PackedPage {
  const users = new Map(messages.map(({ user }) => [user.id, user]));
  const places = new Map([...users.keys()].map((id, place) => [id, place]));
  const rows = messages.map(({ seq, version, id, user, text, at, ...rest }): PackedMessage => {
    const always = [seq, version, id, places.get(user.id)!, text, at] as const;
    return Object.keys(rest).length > 0 ? [...always, rest] : [...always];
  });
  const packedUsers = [...users.values()].map(({ id, name, role }): PackedUser =>
    role ? [id, name, role] : [id, name]
  );
  const packed: Packed = [epoch, version, more, packedUsers, rows];
  if (newer) packed.push(newer);
  return JSON.stringify(packed);
}

/** The page again. */
export function unpackPage(packed: PackedPage): OpenedPage {
  const [epoch, version, more, packedUsers, rows, newer] = JSON.parse(packed) as Packed;
  const users = packedUsers.map(([id, name, role]): User =>
    role ? { id, name, role } : { id, name }
  );
  const messages = rows.map(([seq, version, id, user, text, at, rest]): Message => ({
    seq,
    version,
    id,
    user: users[user]!,
    text,
    at,
    ...rest,
  }));
  return { epoch, version, more, messages, ...(newer && { newer }) };
}
