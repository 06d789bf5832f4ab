import type { ComponentProps } from "preact";
import type { RoomInfo } from "../../protocol/entities.ts";
import { EmptyRoom } from "../room/EmptyRoom.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { LogSkeleton } from "./LogSkeleton.tsx";

/** What the log shows of a room itself. */
export type ShownRoom = Pick<RoomInfo, "title" | "topic" | "kind" | "archived" | "posting">;

interface LogTopProps {
  /** How far the log goes: its first page is not there yet, more of the past is, it is all there, or there is nothing in it.
   *  Null: what stands in its place says so. */
  reach: "loading" | "offline" | "older" | "all" | "empty" | null;
  room: ShownRoom;
  /** What stands at the beginning of the first room for a new server's owner, as markup. */
  firstRun?: string;
  /** Of an empty room what is not known before the page comes alive. */
  live: ComponentProps<typeof EmptyRoom>["live"];
}

/** What stands above the first row, or in the place of all rows. */
export function LogTop({ reach, room, firstRun, live }: LogTopProps) {
  switch (reach) {
    case null:
      return null;
    case "loading":
      return <LogSkeleton />;
    case "offline":
      return (
        <EmptyState
          title="This room is not loaded yet"
          text="Its messages come as soon as there is a connection."
        />
      );
    case "older":
      return <div class="log-edge">Loading older messages</div>;
  }
  if (firstRun) return <div dangerouslySetInnerHTML={{ __html: firstRun }} />;
  if (reach === "all") {
    const what = room.kind === "direct" ? "your conversation" : room.title;
    return <div class="log-edge">This is where {what} begins</div>;
  }
  return <EmptyRoom room={room} live={live} />;
}
