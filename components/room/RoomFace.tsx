import type { RoomInfo } from "../../protocol/entities.ts";
import { Avatar } from "../people/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";

/** What a room is known by at a glance: what it is, or who is in it. Decoration.
 *  @param me the reader's user id */
export function RoomFace({ room, me }: { room: RoomInfo; me: string }) {
  if (room.kind === "private") return <Icon name="lock" />;
  if (room.kind === "public") return <Icon name="hash" />;
  const others = room.members?.filter((user) => user.id !== me).slice(0, 2) ?? [];
  return (
    <span class="faces" data-count={others.length}>
      {others.map((user) => <Avatar key={user.id} user={user} letters={3 - others.length} />)}
      {others.length === 1 && others[0]!.online && <span class="dot" />}
    </span>
  );
}
