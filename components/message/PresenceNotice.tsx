import { presenceText } from "./presence_text.ts";

interface PresenceNoticeProps {
  rowKey: string;
  joined: readonly string[];
  left: readonly string[];
}

/** Who came and went. */
export function PresenceNotice({ rowKey, joined, left }: PresenceNoticeProps) {
  return <p class="notice" data-key={rowKey}>{presenceText(joined, left)}</p>;
}
