/** What the tab key makes of a line. */
export interface Completion {
  /** What the text before the cursor becomes. */
  before: string;
  /** What it may go on to, when there is more than one. */
  candidates: string[];
}

/** What can be completed. */
export interface Completable {
  /** With their slash. */
  commands: readonly string[];
  rooms: readonly string[];
  /** Commands, with their slash, that take a room. */
  roomCommands: readonly string[];
  people: readonly string[];
}

/** Most words of a name that are looked for before the cursor. */
const MOST_WORDS = 4;

/** Completes a command, the room a command takes, or somebody's name; as far as it is clear.
 *  @param before the text before the cursor
 *  @returns null when there is nothing to complete */
export function complete(before: string, known: Completable): Completion | null {
  if (/^\/\S*$/.test(before)) return extend("", before, known.commands);
  const command = /^(\/\S+)\s+(.*)$/s.exec(before);
  if (command) {
    const [, name = "", room = ""] = command;
    if (!known.roomCommands.includes(name)) return null;
    return extend(before.slice(0, before.length - room.length), room, known.rooms);
  }
  return completeName(before, known.people);
}

/** Names may have spaces, so the longest beginning of one counts. */
function completeName(before: string, people: readonly string[]): Completion | null {
  const starts = [...before.matchAll(/(?<=^|[\s@])[^\s@]/gu)].map((match) => match.index);
  for (const start of starts.slice(-MOST_WORDS)) {
    const found = extend(before.slice(0, start), before.slice(start), people);
    if (found) return found;
  }
  return null;
}

function extend(kept: string, fragment: string, words: readonly string[]): Completion | null {
  const found = words.filter((word) => word.toLowerCase().startsWith(fragment.toLowerCase()));
  if (found.length === 0) return null;
  if (found.length === 1) return { before: `${kept}${found[0]} `, candidates: [] };
  return { before: kept + commonStart(found, fragment), candidates: found };
}

/** How all of some words begin, at least as far as what is typed. */
function commonStart(words: string[], typed: string): string {
  const [first = "", ...others] = words;
  let length = first.length;
  for (const other of others) {
    while (first.slice(0, length).toLowerCase() !== other.slice(0, length).toLowerCase()) length--;
  }
  return length > typed.length ? first.slice(0, length) : typed;
}
