/** What a field holds: a text, a whole number, whether or not, a value of JSON, or the public id of a user or a room. With
 *  "?" it may be absent, which is null in a database. */
type Kind = "text" | "number" | "flag" | "json" | "user" | "room";
export type FieldKind = Kind | `${Kind}?`;

/** One kind of record. Fields are named as SQLite's columns; what only orders or links rows of one database is left out. */
interface Noun {
  fields: Record<string, FieldKind>;
  /** What puts them in an order that a moved database has, too: "key" is the order they were made in. */
  order: string[];
  /** There is exactly one, from the first start on. */
  single?: true;
}

/** All that is kept and goes along, in the order in which it can be taken in: what a record names comes before it. A
 *  table or a column that is missing here makes a test fail (tests/store/transfer). */
export const NOUNS = {
  users: {
    fields: {
      id: "text",
      name: "text",
      name_key: "text?",
      claimed_key: "text?",
      password: "text?",
      role: "text",
      created_at: "number",
      deactivated_at: "number?",
      last_seen_at: "number?",
    },
    order: ["key"],
  },
  user_settings: { fields: { user: "user", settings: "json" }, order: ["user"] },
  server_settings: { fields: { name: "text", value: "text" }, order: ["name"] },
  rooms: {
    fields: {
      id: "text",
      title: "text",
      topic: "text",
      kind: "text",
      posting: "text",
      version: "number",
      posts: "number",
      revision: "number",
      people: "number",
      people_revision: "number",
      made_by: "user?",
      by_guest: "flag",
      created_at: "number",
      archived_at: "number?",
    },
    order: ["key"],
  },
  room_deletions: { fields: { revision: "number" }, order: ["revision"], single: true },
  members: {
    fields: { room: "room", user: "user", manager: "flag", since: "number" },
    order: ["room", "user"],
  },
  messages: {
    fields: {
      room: "room",
      seq: "number",
      version: "number",
      user: "user",
      client_id: "text",
      text: "text",
      rest: "json?",
      at: "number",
      edited_at: "number?",
      deleted_at: "number?",
    },
    order: ["room", "seq"],
  },
  message_counts: { fields: { user: "user", messages: "number" }, order: ["user"] },
  reads: {
    fields: { room: "room", user: "user", seq: "number", revision: "number" },
    order: ["room", "user"],
  },
  sessions: {
    fields: {
      token_hash: "text",
      id: "text",
      user: "user",
      created_at: "number",
      last_used_at: "number",
      device: "text",
      address: "text",
    },
    order: ["token_hash"],
  },
  links: {
    fields: {
      id: "text",
      token_hash: "text",
      kind: "text",
      created_by: "text?",
      created_at: "number",
      expires_at: "number",
      uses_left: "number",
      role: "text?",
      user: "text?",
      note: "text",
    },
    order: ["key"],
  },
  bans: {
    fields: {
      id: "text",
      user: "text?",
      address: "text?",
      reason: "text",
      created_by: "text",
      created_at: "number",
      expires_at: "number?",
    },
    order: ["key"],
  },
  audit: {
    fields: {
      id: "number",
      at: "number",
      actor: "text",
      action: "text",
      target: "text",
      details: "json",
    },
    order: ["id"],
  },
  erasures: {
    fields: { user: "text", actor: "text", at: "number", removed: "number" },
    order: ["user"],
  },
} satisfies Record<string, Noun>;

export type NounName = keyof typeof NOUNS;

export const NOUN_NAMES = Object.keys(NOUNS) as NounName[];

/** Tables that stay behind, each for a reason. */
export const LEFT_BEHIND: Record<string, string> = {
  epoch: "whoever has read a room elsewhere loads it anew: the log there may have gone on",
  accounts_revision: "it rises within one database only",
  confab_schema: "each database has its own",
};

export function nounOf(name: NounName): Noun {
  return NOUNS[name];
}

/** What a field holds, and whether it may be absent. */
export function kindOf(field: FieldKind): { kind: Kind; isOptional: boolean } {
  const isOptional = field.endsWith("?");
  return { kind: (isOptional ? field.slice(0, -1) : field) as Kind, isOptional };
}
