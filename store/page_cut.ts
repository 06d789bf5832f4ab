import type { Message, MessagePage } from "../protocol/entities.ts";
import { PAGE_LENGTH } from "../protocol/limits.ts";

/** Where pages end. The same for every adapter. */

/** The first messages, as many as the limit and PAGE_LENGTH let in. The one row asked for beyond the limit
 *  tells that there is more. */
export function cut(messages: Message[], limit: number): MessagePage {
  const count = Math.min(limit, countFitting(messages, PAGE_LENGTH));
  return { messages: messages.slice(0, count), more: messages.length > count };
}

/** Half from before a seq, half from it on; where one side is short the other fills the page.
 *  @param before newest first, one more than the limit
 *  @param from oldest first, as many as the limit */
export function cutAround(before: Message[], from: Message[], limit: number): MessagePage {
  const tailWanted = Math.max(Math.ceil(limit / 2), limit - before.length);
  const tail = from.slice(0, Math.min(tailWanted, countFitting(from, PAGE_LENGTH / 2)));
  const headWanted = before.slice(0, limit - tail.length);
  const head = headWanted.slice(0, countFitting(headWanted, PAGE_LENGTH / 2));
  return { messages: [...head.reverse(), ...tail], more: before.length > head.length };
}

/** How many of the first messages are together no longer than `length` as JSON; one at least. */
function countFitting(messages: Message[], length: number): number {
  let total = 0;
  const tooMuch = messages.findIndex((message, i) => {
    total += JSON.stringify(message).length + 1;
    return total > length && i > 0;
  });
  return tooMuch === -1 ? messages.length : tooMuch;
}
