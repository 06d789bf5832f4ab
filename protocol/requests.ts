import { z } from "zod";
import type { Content } from "./content.ts";
import type {
  Account,
  ChangePage,
  ListedRoom,
  MessagePage,
  ReadMark,
  RoomInfo,
  RoomMember,
  RoomPerson,
  User,
} from "./entities.ts";
import { CLIENT_ID, DIRECT_OTHERS, LISTED_IDS, ROOM_ID } from "./limits.ts";

/** What clients may ask for. The browser takes types from here, nothing else: the schemas stay on the server. */

/** What a request uses up: its user's share of messages, or its connection's share of other requests. */
export type Rate = "messages" | "requests";

/** `waits`: until the requests before it on its connection are done. `overtakes`: those that wait, so that a post is
 *  never behind a page of history; among each other such requests keep their order. */
export type Ordering = "waits" | "overtakes";

const ref = z.string().min(1).max(64).optional();
const room = z.string().regex(ROOM_ID, "must be 1 to 48 of a–z, 0–9 and -");
const clientId = z.string().regex(CLIENT_ID, "must be 1 to 64 of A–Z, a–z, 0–9, _ and -");
const user = z.string().min(1).max(64);
const version = z.int().min(0);
const epoch = z.string().min(1).max(64);
const seq = z.int().min(1);
const limit = z.int().min(1);
/** All control characters of ASCII but tab, line feed and carriage return. */
// deno-lint-ignore no-control-regex -- they are what is looked for
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** What a message says, as far as a field can tell by itself; `refuseContent` does the rest. */
const content = {
  text: z.string()
    .refine(
      (value) => value.isWellFormed(),
      "must be well-formed Unicode (it has a lone surrogate)",
    )
    .refine((value) => !CONTROL.test(value), "must not contain control characters"),
  replyTo: seq.optional(),
} satisfies Record<keyof Required<Content>, z.ZodType>;

/** One row for each `type`. Whoever adds one is told by the compiler where its handler belongs. */
export const REQUESTS = {
  "auth": {
    fields: {
      name: z.string().max(256).optional(),
      token: z.string().max(256).optional(),
      username: z.string().max(256).optional(),
      password: z.string().max(1_024).optional(),
    },
    rule: {
      holds: ({ name, token, username, password }) =>
        countGiven(name, token, username) === 1 &&
        (username === undefined) === (password === undefined),
      message: "needs a name, or a token, or a username and a password",
    },
    /** `token`: of the session, when that is how one came in. */
    reply: adds<{ user: Account; token?: string }>(),
    rate: "requests",
    ordering: "waits",
  },

  "room.list": {
    fields: {
      query: z.string().max(256).optional(),
      mine: z.boolean().optional(),
      ids: z.array(room).max(LISTED_IDS).optional(),
      after: room.optional(),
      limit: limit.optional(),
    },
    /** `more`: there are others behind them. */
    reply: adds<{ rooms: ListedRoom[]; more: boolean }>(),
    rate: "requests",
    ordering: "waits",
  },
  "room.create": {
    fields: {
      id: room,
      title: z.string().max(256).optional(),
      private: z.boolean().optional(),
    },
    reply: adds<{ room: RoomInfo }>(),
    rate: "requests",
    ordering: "waits",
  },
  "room.update": {
    fields: {
      room,
      title: z.string().max(256).optional(),
      topic: z.string().max(1_024).optional(),
      archived: z.boolean().optional(),
      posting: z.enum(["everyone", "managers"]).optional(),
    },
    reply: adds<{ room: RoomInfo }>(),
    rate: "requests",
    ordering: "waits",
  },
  "room.delete": {
    fields: { room },
    reply: adds(),
    rate: "requests",
    ordering: "waits",
  },

  "room.members": {
    fields: { room },
    /** Of a public room: its managers. Of the others: everybody in it. */
    reply: adds<{ members: RoomMember[] }>(),
    rate: "requests",
    ordering: "waits",
  },
  "room.invite": {
    fields: { room, user, manager: z.boolean().optional() },
    reply: adds(),
    rate: "requests",
    ordering: "waits",
  },
  "room.remove": {
    fields: { room, user },
    reply: adds(),
    rate: "requests",
    ordering: "waits",
  },

  "direct.open": {
    fields: { users: z.array(user).min(1).max(DIRECT_OTHERS) },
    reply: adds<{ room: RoomInfo }>(),
    rate: "requests",
    ordering: "waits",
  },
  "user.find": {
    fields: { query: z.string().max(256) },
    reply: adds<{ users: User[] }>(),
    rate: "requests",
    ordering: "waits",
  },

  "room.join": {
    fields: { room, after: version.optional(), epoch: epoch.optional() },
    /** With `after`: a ChangePage, or with `reset` (that position is unknown here) the newest page. `manager`: whether the
     *  receiver is one of the room's managers. `maker`: whether they made it. */
    reply: adds<
      ChangePage & {
        room: RoomInfo;
        /** Who of those in it is online, by name: PEOPLE_PER_PAGE at most. */
        users: User[];
        /** How many are online, and how many are in it. */
        online: number;
        people: number;
        manager: boolean;
        maker: boolean;
        reset?: true;
      }
    >(),
    rate: "requests",
    ordering: "waits",
  },
  "room.leave": {
    fields: { room, forGood: z.boolean().optional() },
    reply: adds(),
    rate: "requests",
    ordering: "waits",
  },
  "room.people": {
    fields: {
      room,
      online: z.boolean().optional(),
      query: z.string().max(256).optional(),
      after: z.strictObject({ id: user, name: z.string().max(256) }).optional(),
      limit: limit.optional(),
    },
    /** `next`: where the next page begins; absent at the end. */
    reply: adds<{ people: RoomPerson[]; next?: Pick<User, "id" | "name"> }>(),
    rate: "requests",
    ordering: "waits",
  },
  "typing": {
    fields: { room },
    reply: adds(),
    rate: "requests",
    ordering: "overtakes",
  },

  "read.mark": {
    fields: { room, seq: z.int().min(0), unread: z.boolean().optional() },
    rule: {
      holds: ({ seq, unread }) => !unread || seq !== 0,
      message: "no message has the seq 0",
    },
    /** The mark as it is now. */
    reply: adds<ReadMark>(),
    rate: "requests",
    ordering: "waits",
  },

  "message.send": {
    fields: { room, id: clientId, ...content },
    reply: adds<{ seq: number; version: number; at: number }>(),
    rate: "messages",
    ordering: "overtakes",
  },
  "message.edit": {
    fields: { room, seq, text: content.text, base: version.optional() },
    reply: adds<{ version: number }>(),
    rate: "messages",
    ordering: "overtakes",
  },
  "message.delete": {
    fields: { room, seq },
    reply: adds<{ version: number }>(),
    rate: "messages",
    ordering: "overtakes",
  },

  "history.page": {
    fields: {
      room,
      before: seq.optional(),
      after: z.int().min(0).optional(),
      around: seq.optional(),
      limit: limit.optional(),
    },
    rule: {
      holds: ({ before, after, around }) => countGiven(before, after, around) <= 1,
      message: "takes one of before, after and around",
    },
    reply: adds<MessagePage>(),
    rate: "requests",
    ordering: "waits",
  },
  "history.changes": {
    fields: { room, after: version, epoch: epoch.optional(), limit: limit.optional() },
    reply: adds<ChangePage & { reset?: true }>(),
    rate: "requests",
    ordering: "waits",
  },
} as const satisfies Record<string, RequestRow>;

interface RequestRow {
  /** Besides `type` and `ref`, which all have. */
  fields: Record<string, z.ZodType>;
  /** What its fields must fulfil together. */
  rule?: { holds(fields: Record<string, unknown>): boolean; message: string };
  /** What a successful reply adds. */
  reply: Adds<object>;
  rate: Rate;
  ordering: Ordering;
}

type Rows = typeof REQUESTS;

export type RequestType = keyof Rows;

export type ClientRequests = {
  [Type in RequestType]: { type: Type } & Read<Rows[Type]["fields"]>;
};
type Read<Fields extends z.ZodRawShape> = z.output<z.ZodObject<Fields & { ref: typeof ref }>>;
export type ClientRequest = ClientRequests[RequestType];

/** What the successful reply to each request adds. */
export type Replies = {
  [Type in RequestType]: Rows[Type]["reply"] extends Adds<infer Body> ? Body : never;
};

/** Strict: an unknown field is an error, so that a typing mistake shows. Made once: a schema compiles itself when it is
 *  first used. */
const SCHEMAS = Object.fromEntries(
  Object.entries(REQUESTS).map(([type, row]) => [type, schemaOf(type, row)]),
) as Record<RequestType, z.ZodType>;

export function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(REQUESTS, type);
}

/** Reads the fields of a request; or says what is wrong with the first that is wrong. Never throws. */
export function parseRequest(
  type: RequestType,
  value: object,
): { ok: true; request: ClientRequest } | { ok: false; message: string } {
  const parsed = SCHEMAS[type].safeParse(value);
  if (parsed.success) return { ok: true, request: parsed.data as ClientRequest };
  const issue = parsed.error.issues[0]!;
  const field = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  return { ok: false, message: `${field}${issue.message}` };
}

function schemaOf(type: string, { fields, rule }: RequestRow): z.ZodType {
  const schema = z.strictObject({ type: z.literal(type), ref, ...fields });
  return rule ? schema.refine((value) => rule.holds(value), { message: rule.message }) : schema;
}

/** Stands for a type in a table of values. */
interface Adds<Body extends object> {
  readonly body?: Body;
}

function adds<Body extends object = Record<never, never>>(): Adds<Body> {
  return {};
}

function countGiven(...values: unknown[]): number {
  return values.filter((value) => value !== undefined).length;
}
