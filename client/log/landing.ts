/** Where a log is to be put when its room is opened, or when somebody goes back to what they have not read. */
export type Landing =
  /** At the "New" divider. `seq`: of the last message above it. `orEnd`: at the end instead, where that is in sight with
   *  it. */
  | { kind: "new"; seq: number; orEnd: boolean }
  | ReadingPlace;

/** Where somebody was reading. */
export interface ReadingPlace {
  kind: "place";
  /** The topmost message in sight, and the key of its row. */
  seq: number;
  key: string;
  /** How far below the top it stood, in CSS pixels; negative when it was cut off. */
  offset: number;
}
