import { assert, assertEquals } from "@std/assert";
import { render } from "preact-render-to-string";
import { RoomDetails } from "../../../components/room/RoomDetails.tsx";
import type { RoomKind } from "../../../protocol/entities.ts";

const members = [
  { user: { id: "u-ann", name: "Ann" }, manager: true },
  { user: { id: "u-bob", name: "Bob" }, manager: false },
];
const done = () => Promise.resolve({ ok: true as const });

function show(
  kind: RoomKind,
  { manages, deletes = false }: { manages: boolean; deletes?: boolean },
): string {
  const room = {
    id: "ops",
    title: "Ops",
    topic: "",
    version: 0,
    lastSeq: 0,
    posts: 0,
    online: 0,
    people: 0,
    kind,
    archived: false,
    posting: "everyone" as const,
  };
  return render(
    <RoomDetails
      me="u-ann"
      room={room}
      members={members}
      manages={manages}
      find={() => Promise.resolve({ ok: true, value: [] })}
      onUpdate={done}
      onInvite={done}
      onRemove={done}
      deletes={deletes}
      onLeave={done}
      onDelete={done}
      onClose={() => {}}
    />,
  );
}

const CONTROLS = [
  "Change the title",
  "Change the topic",
  'type="radio"',
  "Invite a person",
  "Add a manager",
  "Remove Bob",
  "Bob manages this room",
  "Archive the room",
  "Delete the room",
  "Delete the conversation",
  "Leave the room",
];
const controls = (html: string) => CONTROLS.filter((control) => html.includes(control));

Deno.test("who manages a private room is offered all that can be changed of it, but not to remove themselves", () => {
  const html = show("private", { manages: true });
  assertEquals(
    controls(html),
    CONTROLS.filter((one) => one !== "Add a manager" && !one.startsWith("Delete")),
  );
  assertEquals(html.includes("Remove Ann"), false);
});

Deno.test("a member of a private room is offered to leave it, and nothing else", () => {
  assertEquals(controls(show("private", { manages: false })), ["Leave the room"]);
});

Deno.test("of a public room only its managers are listed, and everybody may leave it", () => {
  assertEquals(controls(show("public", { manages: true })), [
    "Change the title",
    "Change the topic",
    'type="radio"',
    "Add a manager",
    "Remove Bob",
    "Archive the room",
    "Leave the room",
  ]);
  assertEquals(controls(show("public", { manages: false })), ["Leave the room"]);
});

Deno.test("who may delete a room is offered that, whether they manage it or not", () => {
  const offered = (kind: RoomKind, manages: boolean) =>
    controls(show(kind, { manages, deletes: true })).filter((one) => one.startsWith("Delete"));
  assertEquals(offered("public", true), ["Delete the room"]);
  assertEquals(offered("public", false), ["Delete the room"]);
  assertEquals(offered("private", true), ["Delete the room"]);
  assertEquals(offered("direct", false), ["Delete the conversation"]);
});

Deno.test("a direct conversation stays as it is, and shows who is in it", () => {
  const html = show("direct", { manages: false });
  assertEquals(controls(html), []);
  assert(html.includes("Bob"));
});
