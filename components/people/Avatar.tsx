import { hueOf, initials } from "./avatar_look.ts";

/** Initials on a colour made from the name. Decoration: the name always stands beside it. */
export function Avatar({ name, size }: { name: string; size?: "small" | "medium" }) {
  return (
    <span class="avatar" data-hue={hueOf(name)} data-size={size} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
