import type { User } from "../../protocol/entities.ts";
import { hueOf, initials } from "./avatar_look.ts";

interface AvatarProps {
  user: Pick<User, "name" | "role">;
  size?: "small" | "medium";
  /** How many initials it has room for. */
  letters?: number;
}

/** Initials on a colour made from the name; a guest's have only an outline. Decoration: the name always stands beside it. */
export function Avatar({ user: { name, role }, size, letters = 2 }: AvatarProps) {
  return (
    <span
      class="avatar"
      data-hue={hueOf(name)}
      data-size={size}
      data-guest={role === "guest" || undefined}
      aria-hidden="true"
    >
      {initials(name, letters)}
    </span>
  );
}
