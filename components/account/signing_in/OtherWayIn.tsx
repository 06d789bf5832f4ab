import { signInPath } from "../../../protocol/paths.ts";

interface OtherWayInProps {
  /** What comes before the link. */
  text: string;
  label: string;
  path: "/" | "/login" | "/register";
  /** Where to go once in. */
  to: string | undefined;
}

/** A link to another way in, for those who took the wrong one. */
export function OtherWayIn({ text, label, path, to }: OtherWayInProps) {
  return (
    <p class="other-way">
      {text} <a href={signInPath(path, to)}>{label}</a>
    </p>
  );
}
