import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import type { ComponentProps, VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type RoomList from "../../islands/RoomList.tsx";
import type { Message, RoomInfo } from "../../protocol/entities.ts";
import { chatIslands, type ChatView } from "../../routes/(_components)/chat_islands.ts";

const ann = { id: "u_ann", name: "Ann", role: "guest" } as const;
const bob = { id: "u_bob", name: "Bob Ögür", role: "admin" } as const;
const NOON = Date.parse("2026-11-17T12:00:00Z");
const HOUR = 60 * 60_000;

const general: RoomInfo = {
  id: "general",
  title: "General & more",
  topic: "<b>",
  version: 9,
  lastSeq: 9,
  posts: 9,
  online: 2,
  isIn: true,
  people: 2,
  kind: "public",
  archived: false,
  posting: "everyone",
};

function message(seq: number, text: string, more: Partial<Message> = {}): Message {
  const { id, name } = seq % 3 === 0 ? bob : ann;
  return { seq, version: seq, id: `m${seq}`, user: { id, name }, text, at: NOON + seq, ...more };
}

const EVERY_KIND = [
  message(1, "from last year", { at: NOON - 365 * 24 * HOUR }),
  message(2, "from yesterday", { at: NOON - 24 * HOUR }),
  message(3, "plain"),
  message(4, "<script>alert(1)</script> & \"quotes\" 'too'"),
  message(5, "see https://example.com/a?b=1&c=2 and `code`"),
  message(6, "```ts\nconst a = 1 < 2;\n```\nafter"),
  message(7, "🎉"),
  message(8, "שלום עולם\nsecond line"),
  message(9, "edited", { editedAt: NOON + HOUR }),
  message(10, "", { deletedAt: NOON + HOUR }),
];

function view(more: Partial<ChatView> = {}): ChatView {
  return {
    server: "Confab",
    me: ann,
    rooms: [general],
    room: general,
    page: { epoch: "1", version: 10, more: false, messages: EVERY_KIND },
    people: [ann, bob].map(({ id, name }) => ({ id, name })),
    manager: false,
    maker: false,
    clock: { locale: "en", timeZone: "Europe/Berlin" },
    now: NOON + HOUR,
    messageBytes: 10_240,
    ...more,
  };
}

type Islands = Omit<ReturnType<typeof chatIslands>, "title" | "isNewest">;

function islandsOf(more?: Partial<ChatView>): [name: string, VNode<{ children: VNode }>][] {
  const { title: _, isNewest: __, ...islands } = chatIslands(view(more));
  return Object.entries(islands as Islands) as [string, VNode<{ children: VNode }>][];
}

const direct: RoomInfo = {
  ...general,
  id: "direct-x",
  kind: "direct",
  members: [ann, bob].map(({ id, name }) => ({ id, name, online: id === ann.id })),
};

/** The mark of somebody who has read up to a seq of the room. */
function readUpTo(seq: number) {
  const { posts, version } = general;
  return { seq, unread: posts - seq, mentions: 0, posts, version, revision: 1 };
}

const SITUATIONS: Record<string, Partial<ChatView>> = {
  "a guest": {},
  "an admin": { me: bob },
  "a room without messages": { page: { epoch: "1", version: 0, more: false, messages: [] } },
  "older messages": { page: { epoch: "1", version: 10, more: true, messages: EVERY_KIND } },
  "an archived room": { room: { ...general, archived: true } },
  "a room where managers write": { room: { ...general, posting: "managers" } },
  "a direct conversation": { room: direct, rooms: [general, direct] },
  "something unread": { rooms: [{ ...general, read: readUpTo(2) }] },
  "a reader elsewhere": { clock: { locale: "de-DE", timeZone: "Pacific/Chatham" } },
  "a reader whose zone is not known": { clock: { locale: "en-US", timeZone: null } },
};

Deno.test("an island whose markup is ready is byte for byte the island that is rendered", () => {
  for (const [situation, more] of Object.entries(SITUATIONS)) {
    for (const round of ["first", "again"]) {
      for (const [name, island] of islandsOf(more)) {
        const rendered = renderToString(island.props.children);
        assertEquals(renderToString(island), rendered, `${name}, ${situation}, ${round}`);
        assert(rendered.startsWith("<"), name);
      }
    }
  }
});

Deno.test("what a reader sees depends on who and where they are, not on who came before", () => {
  const shown = Object.values(SITUATIONS).map((more) =>
    islandsOf(more).map(([, island]) => renderToString(island)).join("\n")
  );
  assertEquals(new Set(shown).size, shown.length);
});

Deno.test("all who left off at the same message share a log with the divider, up to where one wrote on", () => {
  const cy = { id: "u_cy", name: "Cy", role: "member" } as const;
  const dee = { ...cy, id: "u_dee" };
  const log = (me: ChatView["me"], seq: number) =>
    renderToString(chatIslands(view({ me, rooms: [{ ...general, read: readUpTo(seq) }] })).log);
  const shown = log(cy, 2);
  assertEquals(log(dee, 2), shown);
  const divider = shown.indexOf('data-kind="new"');
  assert(divider > shown.indexOf("from yesterday") && divider < shown.indexOf("plain"));
  assertEquals(shown.match(/data-fresh/g)?.length, 8);
  assertEquals(log(cy, general.posts).includes('data-kind="new"'), false);
  // Ann wrote 1, 2, 4 and 5: the first that is news to her is 3, and her next one ends the bracket.
  assertEquals(log(ann, 0).match(/data-fresh/g)?.length, 1);
});

Deno.test("a page carries 100 rooms of a thousand and the open one, and the browser is told how many more there are", () => {
  const rooms = Array.from({ length: 1_000 }, (_, i) => ({
    ...general,
    id: `room-${i}`,
    title: `Room ${i}`,
  }));
  const { list } = chatIslands(view({ room: rooms[999]!, rooms }));
  const { props } = list.props.children as VNode<ComponentProps<typeof RoomList>>;
  assertEquals(props.rooms.map(({ id }) => id), [
    ...rooms.slice(0, 100).map(({ id }) => id),
    "room-999",
  ]);
  assertEquals(props.totals, { rooms: 1_000 });
  const html = renderToString(list);
  assertEquals(html.match(/class="side-row" href="\/rooms\/room-/g)?.length, 101);
  assertStringIncludes(html, "Browse all rooms");
});

Deno.test("midnight where the reader is makes today yesterday", () => {
  const clock = { locale: "en-GB", timeZone: "Europe/Berlin" };
  const at = Date.parse("2026-11-17T22:50:00Z"); // 23:50 in Berlin
  const page = { epoch: "1", version: 3, more: false, messages: [message(3, "late", { at })] };
  const dayAt = (now: string) => {
    const { log } = chatIslands(view({ clock, page, now: Date.parse(now) }));
    return /class="divider"[^>]*>([^<]+)/.exec(renderToString(log))?.[1];
  };
  assertEquals(dayAt("2026-11-17T22:50:00Z"), "Today");
  assertEquals(dayAt("2026-11-17T22:59:59.999Z"), "Today");
  assertEquals(dayAt("2026-11-17T23:00:00Z"), "Yesterday");
  assertEquals(dayAt("2026-11-18T23:00:00Z"), "Tuesday 17 November");
});

Deno.test("another page of the same room is another log", () => {
  const log = (text: string) =>
    renderToString(
      chatIslands(
        view({ page: { epoch: "1", version: 10, more: false, messages: [message(3, text)] } }),
      ).log,
    );
  const before = log("before");
  assertStringIncludes(before, "before");
  assertNotEquals(log("after"), before);
  assertStringIncludes(log("after"), "after");
});
