/** Who posts. The id is stable; the name may change. */
export interface User {
  id: string;
  name: string;
}

/** A room as clients see it. */
export interface RoomInfo {
  id: string;
  title: string;
  topic: string;
  /** Raised by exactly one for each change to the room's log; 0 when nothing was ever posted. */
  version: number;
  /** The `seq` of its newest message; 0 when nothing was ever posted. */
  lastSeq: number;
  /** How many people (not connections) are in the room now. */
  online: number;
}

/** A message as it now stands. Merging is an upsert by `seq`; the higher `version` wins. */
export interface Message {
  /** Its place in the room: the version at which it was posted. */
  seq: number;
  /** The version of its last change: posted, edited or deleted. */
  version: number;
  /** The client id its sender gave it, unique for that user and room. */
  id: string;
  user: User;
  /** Empty once deleted. */
  text: string;
  /** When it was committed, in milliseconds since the epoch. Order comes from `seq`, never from here. */
  at: number;
  editedAt?: number;
  deletedAt?: number;
  /** The `seq` it answers. */
  replyTo?: number;
}
