import { assert, assertEquals } from "@std/assert";
import { render } from "preact-render-to-string";
import { RoomProblem } from "../../../components/room/RoomProblem.tsx";
import { wireError } from "../../../protocol/errors.ts";

const show = (...error: Parameters<typeof wireError>) => showTo({ create: true }, ...error);

function showTo({ create }: { create: boolean }, ...error: Parameters<typeof wireError>): string {
  const onCreate = create ? () => Promise.resolve({ ok: true as const }) : undefined;
  return render(
    <RoomProblem problem={wireError(...error)} onCreate={onCreate} onAway={() => {}} />,
  );
}

Deno.test("a room that does not exist can be made, and nothing but that", () => {
  const missing = show("room_not_found", 'There is no room "nowhere"');
  assert(missing.includes("This room does not exist"));
  assert(missing.includes("Create the room</button>"));
  const full = show("too_many_rooms", "You are in 100 rooms, the limit");
  assert(full.includes("You are in 100 rooms, the limit.<"));
  assertEquals(full.includes("<button"), false);
});

Deno.test("a room whose id nobody can have is not offered, whether it does not exist or is others'", () => {
  const missing = showTo({ create: false }, "room_not_found", 'There is no room "plans-0"');
  assert(missing.includes("This room does not exist"));
  assert(missing.includes("Go to another room</button>"));
  assertEquals(missing.includes("Create"), false);
});

Deno.test("who has a room open that somebody deletes is told so and shown the way on", () => {
  const problem = wireError("room_not_found", "This room was deleted.");
  const deleted = render(
    <RoomProblem problem={{ ...problem, deleted: true }} onAway={() => {}} />,
  );
  assert(deleted.includes("This room was deleted"));
  assert(deleted.includes("Go to another room</button>"));
  assertEquals(deleted.includes("Create"), false);
});

Deno.test("who can no longer see a room is told so and shown the way on, not offered to make it", () => {
  const gone = show("forbidden", "You can no longer see this room");
  assert(gone.includes("You can no longer see this room"));
  assert(gone.includes("Go to another room</button>"));
  assertEquals(gone.includes("Create"), false);
});
