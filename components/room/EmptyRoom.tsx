import type { Account, RoomInfo, User } from "../../protocol/entities.ts";
import { isAdmin } from "../../protocol/roles.ts";
import { onlineText } from "../message/presence_text.ts";
import { EmptyState } from "../ui/EmptyState.tsx";

export interface EmptyRoomProps {
  room: Pick<RoomInfo, "title" | "topic" | "kind" | "archived" | "posting">;
  /** What is known only in the browser; null until then. */
  live: {
    me: Account;
    /** Who is online among those in the room, the reader among them. */
    people: readonly User[];
    /** Whether the reader manages the room. */
    manages: boolean;
    onDetails: () => void;
  } | null;
}

/** What stands in a room in which nothing was written: what it is, who is online, and what its manager may do next. The
 *  places of what is known later are there from the start, so that nothing moves for it. */
export function EmptyRoom({ room, live }: EmptyRoomProps) {
  const mayWrite = !room.archived && room.posting === "everyone";
  const others = live?.people.filter(({ id }) => id !== live.me.id).map(({ name }) => name);
  return (
    <EmptyState title={room.title} text={room.topic}>
      <p>{mayWrite ? "No messages yet. Say hello." : "No messages yet."}</p>
      <p class="empty-here">{others && onlineText(others)}</p>
      <div class="empty-actions">
        {live?.manages && room.kind !== "direct" && !room.archived && (
          <NextSteps room={room} {...live} />
        )}
      </div>
    </EmptyState>
  );
}

function NextSteps(
  { room, me, onDetails }: Pick<EmptyRoomProps, "room"> & NonNullable<EmptyRoomProps["live"]>,
) {
  return (
    <>
      {room.topic === "" && (
        <button type="button" class="button" onClick={onDetails}>Add a topic</button>
      )}
      {room.kind === "private"
        ? <button type="button" class="button" onClick={onDetails}>Invite people</button>
        // Everybody sees a public room: who is to come needs an account, and admins give those.
        : isAdmin(me) && <a class="button" href="/admin/invites">Invite people</a>}
    </>
  );
}
