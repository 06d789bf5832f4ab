import type { Fresh } from "./fresh_rows.ts";
import { presenceText } from "./presence_text.ts";

interface PresenceNoticeProps {
  rowKey: string;
  joined: readonly string[];
  left: readonly string[];
  fresh?: Fresh;
}

/** Who came and went. */
export function PresenceNotice({ rowKey, joined, left, fresh }: PresenceNoticeProps) {
  return <p class="notice" data-key={rowKey} data-fresh={fresh}>{presenceText(joined, left)}</p>;
}
