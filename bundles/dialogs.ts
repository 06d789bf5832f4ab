/** The dialogs, what is found by the field above the rooms, and why a room is not there: fetched when one is asked for,
 *  since without a connection they do little. Counts as one more that shares everything, or what dialogs take would be cut
 *  off from the islands' file.
 *  @module */
import "./shared_chunk.ts";

export { DirectDialog } from "../components/people/DirectDialog.tsx";
export { FoundRooms } from "../components/room/FoundRooms.tsx";
export { RoomDetails } from "../components/room/RoomDetails.tsx";
export { RoomProblem } from "../components/room/RoomProblem.tsx";
export { ShortcutsDialog } from "../components/ui/ShortcutsDialog.tsx";
