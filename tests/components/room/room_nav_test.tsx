import { assert, assertEquals } from "@std/assert";
import { render } from "preact-render-to-string";
import type { ListedRoom, RoomTotals } from "../../../components/room/room_sections.ts";
import { RoomNav } from "../../../components/room/RoomNav.tsx";
import type { Account, Role, User } from "../../../protocol/entities.ts";

const ANN: Account = { id: "u-ann", name: "Ann", role: "member" };
const room = (id: string, fields: Partial<ListedRoom> = {}): ListedRoom => ({
  id,
  title: id,
  topic: "",
  version: 0,
  lastSeq: 0,
  posts: 0,
  online: 0,
  people: 0,
  kind: "public",
  archived: false,
  posting: "everyone",
  isIn: true,
  unread: 0,
  isNew: (fields.unread ?? 0) > 0,
  ...fields,
});
const show = (
  role: Role,
  rooms = [room("general")],
  current = "general",
  totals?: RoomTotals,
) =>
  render(
    <RoomNav
      server="Confab"
      me={{ ...ANN, role }}
      rooms={rooms}
      current={current}
      totals={totals}
    />,
  );

Deno.test("the way to make a room stands beside the heading of the public ones, also when there are none", () => {
  for (const rooms of [[room("general")], [room("board", { kind: "private" })]]) {
    const html = show("guest", rooms, rooms[0]!.id);
    assert(/>Rooms<\/h2><div class="new-room">/.test(html), html);
    assertEquals(html.match(/class="new-room"/g)?.length, 1);
  }
});

Deno.test("a long title keeps its last word in sight, or the end of that", () => {
  const cut = (title: string) => {
    const html = show("guest", [room("a", { title })]);
    return [...html.matchAll(/<span>([^<]*)<\/span>/g)].map(([, part]) => part);
  };
  assertEquals(cut("Harbour authority and pilots weekly"), [
    "Harbour authority and pilots",
    " weekly",
  ]);
  assertEquals(cut("harbour-authority-and-pilots"), ["harbour-authority-an", "d-pilots"]);
  assertEquals(cut("Release train"), []);
  // Its letters join.
  assertEquals(cut("\u0633\u0643\u0627\u063a".repeat(8)), []);
});

Deno.test("what is unread is told by its number, up to what is counted", () => {
  const told = (unread: number) =>
    /class="unread-count">([^ ]+)/.exec(show("guest", [room("a", { unread })]))?.[1];
  assertEquals([told(0), told(1), told(999), told(1_000)], [undefined, "1", "999", "999+"]);
});

Deno.test("archived rooms are folded away, unless one of them is open", () => {
  const rooms = [room("general"), room("old", { archived: true })];
  const details = (current: string) => show("guest", rooms, current).match(/<details[^>]*>/)![0];
  assertEquals(details("general").includes("open"), false);
  assert(details("old").includes("open"));
});

Deno.test("a direct conversation shows the faces of the others, at most two of them", () => {
  const others = [["b", "Bo Li"], ["c", "Cy"], ["d", "Di"]].map(([id, name]) => ({
    id: id!,
    name: name!,
  }));
  const letters = (...users: User[]) => {
    const members = users.map((user) => ({ ...user, online: false }));
    const html = show("member", [room("direct-1", { kind: "direct", members })]);
    const faces = html.slice(html.indexOf('class="faces"'), html.indexOf("side-name"));
    return [...faces.matchAll(/class="avatar"[^>]*>([^<]*)/g)].map(([, text]) => text);
  };
  assertEquals(letters(ANN, ...others), ["B", "C"]);
  assertEquals(letters(ANN, others[0]!), ["BL"]);
});

Deno.test("of a long section the first 100 are listed, the open one, unread ones above them, and a way to all", () => {
  const rooms = Array.from(
    { length: 1_000 },
    (_, i) => room(`r${i}`, { unread: i === 700 ? 3 : 0 }),
  );
  const listed = (html: string) => [...html.matchAll(/href="\/rooms\/r(\d+)"/g)].map(([, i]) => i);
  const html = show("guest", rooms, "r900");
  assertEquals(listed(html).length, 102);
  assertEquals(listed(html).slice(0, 2), ["700", "0"]);
  assertEquals(listed(html).slice(-2), ["99", "900"]);
  assert(html.includes('href="/rooms"'));
});

Deno.test("what the page left out counts as there", () => {
  const rooms = [room("general"), room("old", { archived: true })];
  const html = show("guest", rooms, "general", { archived: 60 });
  assertEquals(html.match(/Archived <span[^>]*>(\d+)/)?.[1], "60");
});

Deno.test("private rooms and conversations are begun by accounts only", () => {
  for (const [role, offered] of [["guest", false], ["member", true]] as const) {
    const html = show(role);
    assertEquals(html.includes("New message"), offered, role);
    assertEquals(html.includes("Private: only who is invited"), offered, role);
  }
});

Deno.test("one's own menu offers what fits: guests to keep their name, admins the administration", () => {
  const items = (role: Role) =>
    ["Keep your name", "Account", "Administration", "Sign out"]
      .filter((item) => show(role).includes(`${item}<`));
  assertEquals(items("guest"), ["Keep your name", "Account", "Sign out"]);
  assertEquals(items("member"), ["Account", "Sign out"]);
  assertEquals(items("admin"), ["Account", "Administration", "Sign out"]);
  assertEquals(items("owner"), ["Account", "Administration", "Sign out"]);
});
