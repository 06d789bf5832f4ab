import type { RoomInfo } from "../../protocol/entities.ts";
import { safeLine } from "../safe_text.ts";

/** What a room goes by in the prompt and behind /join: its id, which is short and unique; a direct conversation, whose id
 *  says nothing, goes by the names of the others in it. */
export function roomLabel({ id, kind, title }: Pick<RoomInfo, "id" | "kind" | "title">): string {
  return kind === "direct" ? safeLine(title) : id;
}
