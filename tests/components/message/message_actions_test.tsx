import { assertEquals } from "@std/assert";
import { render } from "preact-render-to-string";
import { MessageActions } from "../../../components/message/MessageActions.tsx";
import { PendingState } from "../../../components/message/PendingState.tsx";

const nothing = () => {};

Deno.test("a message offers what is allowed, by names that say what it does", () => {
  const names = (actions: { onEdit?: () => void; onDelete?: () => void; onDirect?: () => void }) =>
    render(<MessageActions author="Bob" onMove={nothing} onEscape={nothing} {...actions} />)
      .matchAll(/<button[^>]*aria-label="([^"]+)"/g).map(([, name]) => name).toArray();
  assertEquals(names({ onEdit: nothing, onDelete: nothing }), ["Edit", "Delete"]);
  assertEquals(names({ onDirect: nothing }), ["Message Bob directly"]);
});

Deno.test("what waits and what failed is called by what was to be done", () => {
  const text = (what: "post" | "edit" | "delete", failure: string | null) =>
    render(
      <PendingState what={what} failure={failure} onRetry={nothing} onDiscard={nothing} />,
    ).replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim();
  assertEquals(text("post", null), "Waiting to be sent");
  assertEquals(text("edit", null), "Waiting to be changed");
  assertEquals(text("delete", "No."), "Not deleted. No. Retry Discard");
});
