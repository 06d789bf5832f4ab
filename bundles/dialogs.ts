/** The dialogs, what is found by the field above the rooms, and why a room is not there: fetched when one is asked for,
 *  since without a connection they do little. Counts as one more that shares everything, or what dialogs take would be cut
 *  off from the islands' file.
 *  @module */
import "./shared_chunk.ts";

export { ChatDialog } from "./ChatDialog.tsx";
export { FoundRooms } from "../components/room/FoundRooms.tsx";
export { RoomProblem } from "../components/room/RoomProblem.tsx";
