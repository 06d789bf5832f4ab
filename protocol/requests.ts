import { z } from "zod";
import { CLIENT_ID, DIRECT_OTHERS, ROOM_ID } from "./limits.ts";

/** What clients may send. Strict: an unknown field is an error, so that a typing mistake shows. */

const ref = z.string().min(1).max(64).optional();
const room = z.string().regex(ROOM_ID, "must be 1 to 48 of a–z, 0–9 and -");
const clientId = z.string().regex(CLIENT_ID, "must be 1 to 64 of A–Z, a–z, 0–9, _ and -");
const user = z.string().min(1).max(64);
const version = z.int().min(0);
const epoch = z.string().min(1).max(64);
const seq = z.int().min(1);
const limit = z.int().min(1).optional();
/** All control characters of ASCII but tab, line feed and carriage return. */
// deno-lint-ignore no-control-regex -- they are what is looked for
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;
/** Its length and emptiness are checked where the limit is known, with codes of their own. */
const text = z.string()
  .refine((value) => value.isWellFormed(), "must be well-formed Unicode (it has a lone surrogate)")
  .refine((value) => !CONTROL.test(value), "must not contain control characters");

const auth = z.strictObject({
  type: z.literal("auth"),
  ref,
  name: z.string().max(256).optional(),
  token: z.string().max(256).optional(),
  username: z.string().max(256).optional(),
  password: z.string().max(1_024).optional(),
}).refine(
  ({ name, token, username, password }) =>
    [name, token, username].filter((way) => way !== undefined).length === 1 &&
    (username === undefined) === (password === undefined),
  { message: "needs a name, or a token, or a username and a password" },
);

const roomList = z.strictObject({ type: z.literal("room.list"), ref });
const roomCreate = z.strictObject({
  type: z.literal("room.create"),
  ref,
  id: room,
  title: z.string().max(256).optional(),
  private: z.boolean().optional(),
});
const roomUpdate = z.strictObject({
  type: z.literal("room.update"),
  ref,
  room,
  title: z.string().max(256).optional(),
  topic: z.string().max(1_024).optional(),
  archived: z.boolean().optional(),
  posting: z.enum(["everyone", "managers"]).optional(),
});
const roomMembers = z.strictObject({ type: z.literal("room.members"), ref, room });
const roomInvite = z.strictObject({
  type: z.literal("room.invite"),
  ref,
  room,
  user,
  manager: z.boolean().optional(),
});
const roomRemove = z.strictObject({ type: z.literal("room.remove"), ref, room, user });
const directOpen = z.strictObject({
  type: z.literal("direct.open"),
  ref,
  users: z.array(user).min(1).max(DIRECT_OTHERS),
});
const userFind = z.strictObject({ type: z.literal("user.find"), ref, query: z.string().max(256) });
const roomJoin = z.strictObject({
  type: z.literal("room.join"),
  ref,
  room,
  after: version.optional(),
  epoch: epoch.optional(),
});
const roomLeave = z.strictObject({ type: z.literal("room.leave"), ref, room });

const messageSend = z.strictObject({
  type: z.literal("message.send"),
  ref,
  room,
  id: clientId,
  text,
  replyTo: seq.optional(),
});
const messageEdit = z.strictObject({
  type: z.literal("message.edit"),
  ref,
  room,
  seq,
  text,
  base: version.optional(),
});
const messageDelete = z.strictObject({ type: z.literal("message.delete"), ref, room, seq });

const historyPage = z.strictObject({
  type: z.literal("history.page"),
  ref,
  room,
  before: seq.optional(),
  after: z.int().min(0).optional(),
  around: seq.optional(),
  limit,
}).refine(
  (value) => [value.before, value.after, value.around].filter((at) => at !== undefined).length <= 1,
  { message: "takes one of before, after and around" },
);
const historyChanges = z.strictObject({
  type: z.literal("history.changes"),
  ref,
  room,
  after: version,
  epoch: epoch.optional(),
  limit,
});

const typing = z.strictObject({ type: z.literal("typing"), ref, room });

/** One schema for each `type`. */
export const REQUEST_SCHEMAS = {
  "auth": auth,
  "room.list": roomList,
  "room.create": roomCreate,
  "room.update": roomUpdate,
  "room.members": roomMembers,
  "room.invite": roomInvite,
  "room.remove": roomRemove,
  "direct.open": directOpen,
  "user.find": userFind,
  "room.join": roomJoin,
  "room.leave": roomLeave,
  "message.send": messageSend,
  "message.edit": messageEdit,
  "message.delete": messageDelete,
  "history.page": historyPage,
  "history.changes": historyChanges,
  "typing": typing,
} as const;

export type ClientRequests = {
  [Type in keyof typeof REQUEST_SCHEMAS]: z.infer<(typeof REQUEST_SCHEMAS)[Type]>;
};
export type ClientRequestType = keyof ClientRequests;
export type ClientRequest = ClientRequests[ClientRequestType];
