/** Characters of the time: base 36 milliseconds fit until the year 5188, and sort as text does. */
const TIME_CHARACTERS = 9;
/** Random bytes, a multiple of three so that base 64 needs no padding: 120 bits. */
const RANDOM_BYTES = 15;

/** A new unique id that is a valid client id: 29 of A–Z, a–z, 0–9, _ and -. It begins with the time, so that
 *  ids made one after the other are neighbours in the server's index: random ones would touch a page of it each.
 *  Not `crypto.randomUUID`: plain http has none.
 *  @param now milliseconds since the epoch */
export function newId(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  const random = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  return now.toString(36).padStart(TIME_CHARACTERS, "0") + random;
}
