/** Something the server did that it must never do. The message is one line. */
export class Finding extends Error {
  override name = "Finding";
}
