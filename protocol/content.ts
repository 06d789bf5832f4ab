/** What somebody says in a message: the part that its author writes, as one value from the composer to the log and
 *  back. A field that is added here, to the schema in ./requests.ts and to the type below, travels all the way. */
export interface Content {
  /** Empty once the message is deleted. */
  text: string;
  /** The `seq` of the message it answers. */
  replyTo?: number;
}

/** The fields of Content, so that nobody else lists them. The type check sees to it that none is missing. */
const FIELDS = Object.keys(
  { text: true, replyTo: true } satisfies Record<keyof Required<Content>, true>,
) as (keyof Content)[];

/** The content alone of something that has it among other fields; what is absent stays absent. */
export function contentOf(source: Content): Content {
  const content: Record<string, unknown> = {};
  for (const field of FIELDS) {
    if (source[field] !== undefined) content[field] = source[field];
  }
  return content as unknown as Content;
}
