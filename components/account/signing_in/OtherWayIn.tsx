import { signInPath } from "../../../protocol/paths.ts";

interface OtherWayInProps {
  /** What comes before the link. */
  text: string;
  label: string;
  path: "/" | "/login" | "/register";
  /** Where to go once in. */
  to: string | undefined;
}

/** Another way in, for those who are at the wrong door. */
export function OtherWayIn({ text, label, path, to }: OtherWayInProps) {
  return (
    <p class="other-way">
      {text} <a href={signInPath(path, to)}>{label}</a>
    </p>
  );
}
