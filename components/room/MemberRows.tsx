import type { RoomMember } from "../../protocol/entities.ts";
import { Avatar } from "../people/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";

interface MemberRowsProps {
  /** The id of the reader. */
  me: string;
  /** Null while they are not known. */
  members: readonly RoomMember[] | null;
  /** Absent: they cannot be changed. */
  onRemove?: (member: RoomMember) => void;
  /** Gives or takes the right to change the room. */
  onManager?: (member: RoomMember, manager: boolean) => void;
}

/** Who is in a room, and what they may do there. */
export function MemberRows({ me, members, onRemove, onManager }: MemberRowsProps) {
  if (!members) return <p class="dialog-text">Loading the members</p>;
  if (members.length === 0) return <p class="dialog-text">Only the admins of this server.</p>;
  return (
    <ul class="member-rows">
      {members.map((member) => {
        const { user, manager } = member;
        const isMe = user.id === me;
        return (
          <li key={user.id} class="side-row">
            <Avatar user={user} size="small" />
            <bdi class="side-name">{user.name}</bdi>
            {isMe && <span class="side-note">you</span>}
            {manager && <span class="badge">Manager</span>}
            {onManager && !isMe && (
              <button
                type="button"
                class="icon-button"
                aria-label={`${user.name} manages this room`}
                aria-pressed={manager}
                title={manager ? "Remove as manager" : "Make a manager"}
                onClick={() => onManager(member, !manager)}
              >
                <Icon name="key" />
              </button>
            )}
            {onRemove && !isMe && (
              <button
                type="button"
                class="icon-button"
                aria-label={`Remove ${user.name}`}
                title="Remove"
                onClick={() => onRemove(member)}
              >
                <Icon name="x" />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
