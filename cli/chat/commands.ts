import { failureOf } from "../../client/outgoing/outgoing_item.ts";
import type { Chat, RoomSummary } from "../../client/types.ts";
import type { RoomInfo } from "../../protocol/entities.ts";
import { safeLine } from "../safe_text.ts";
import { roomLabel } from "./room_label.ts";
import { shownName } from "./shown_name.ts";
import type { Style } from "../style.ts";

/** What a command may do. */
export interface CommandContext {
  chat: Chat;
  style: Style;
  /** Writes lines into the log. */
  say(lines: string[]): void;
  /** Answers on the row above the input, until the next key. */
  hint(text: string): void;
  /** Puts a text into the input. */
  write(text: string): void;
  showOlder(): Promise<void>;
  quit(): void;
}

interface Command {
  /** What stands behind its name; empty for nothing. */
  argument: "" | "ROOM" | "TITLE";
  help: string;
  run(context: CommandContext, argument: string): void | Promise<void>;
}

/** Everything that begins with a slash, by its name. */
export const COMMANDS: Record<string, Command> = {
  "/join": { argument: "ROOM", help: "go to another room", run: join },
  "/rooms": {
    argument: "",
    help: "the rooms there are; with a word, those that have it",
    run: listRooms,
  },
  "/who": {
    argument: "",
    help: "who is online in this room, and how many are in it",
    run: listPeople,
  },
  "/history": { argument: "", help: "older messages (also PageUp)", run: (it) => it.showOlder() },
  "/create": { argument: "TITLE", help: "make a room and go there", run: create },
  "/retry": { argument: "", help: "send again what could not be sent", run: retry },
  "/discard": { argument: "", help: "take back what could not be sent", run: discard },
  "/help": { argument: "", help: "this", run: help },
  "/quit": { argument: "", help: "leave (also Ctrl+D)", run: (it) => it.quit() },
};

/** Runs a line that begins with a slash. False when there is no such command, or it lacks its argument: the line is
 *  then to be put right. */
export function runCommand(context: CommandContext, text: string): boolean {
  const [, name = "", argument = ""] = /^(\/\S*)\s*(.*)$/s.exec(text.trimEnd())!;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    context.hint(`There is no ${name}. /help lists what there is; begin with // to send a slash`);
  } else if (command.argument !== "" && argument === "") {
    context.hint(`${name} needs a ${command.argument.toLowerCase()}`);
  } else {
    command.run(context, argument);
    return true;
  }
  return false;
}

/** A room by its id, or else by its title in any case. */
export function findRoom(rooms: readonly RoomSummary[], wanted: string): RoomSummary | undefined {
  const title = wanted.toLowerCase();
  return rooms.find((room) => room.id === wanted) ??
    rooms.find((room) => room.title.toLowerCase() === title);
}

async function join({ chat, hint }: CommandContext, wanted: string): Promise<void> {
  const known = findRoom(chat.rooms.value, wanted);
  if (known) return chat.open(known.id);
  // Where there are many only some are known here.
  const found = await chat.findRoom(wanted);
  if (!found.ok) return hint(safeLine(found.error.message));
  if (found.value) return chat.open(found.value.id);
  hint(`There is no room "${safeLine(wanted)}". /rooms lists them, /create makes one`);
}

async function create({ chat, hint }: CommandContext, title: string): Promise<void> {
  const made = await chat.createRoom(title);
  if (!made.ok) hint(safeLine(made.error.message));
}

/** Those that are known here; those whose title contains something, of all there are. */
async function listRooms({ chat, style, say, hint }: CommandContext, query: string): Promise<void> {
  const open = chat.room.value.id;
  let rooms: readonly (RoomInfo & { unread?: number })[] = chat.rooms.value;
  if (query !== "") {
    const found = await chat.searchRooms(query);
    if (!found.ok) return hint(safeLine(found.error.message));
    rooms = found.value.rooms;
    if (rooms.length === 0) return hint(`No room has "${safeLine(query)}" in its title`);
  }
  say(rooms.map((room) => {
    const { id, title, topic, online, unread = 0 } = room;
    const label = roomLabel(room);
    const name = id === open ? style.bold(label) : label;
    const facts = [`${online} online`];
    if (label !== safeLine(title)) facts.unshift(safeLine(title));
    if (unread > 0) facts.push(`${unread} unread`);
    if (topic !== "") facts.push(safeLine(topic));
    return `    ${name}  ${style.faint(facts.join(" · "))}`;
  }));
}

function listPeople({ chat, style, say }: CommandContext): void {
  const { people, namesakes, info } = chat.room.value;
  const names = people.online.value.map((user) =>
    style.person(user.id, shownName(user, namesakes.value))
  );
  const { online, people: total } = info.value;
  const more = online - people.online.value.length;
  if (more > 0) names.push(`${more} more`);
  say([
    `    ${names.join(", ")}`,
    style.faint(`    ${online} online · ${total} in this room`),
  ]);
}

function retry({ chat, hint }: CommandContext): void {
  const room = chat.room.value;
  const failed = room.pending.value.filter((item) => failureOf(item) !== null);
  for (const { id } of failed) room.retry(id);
  if (failed.length === 0) hint("Nothing has failed");
}

function discard({ chat, hint, write }: CommandContext): void {
  const room = chat.room.value;
  const failed = room.pending.value.find((item) => failureOf(item) !== null);
  if (failed) write(room.discard(failed.id));
  else hint("Nothing has failed");
}

function help({ style, say }: CommandContext): void {
  const usage = (name: string, { argument }: Command) => `${name} ${argument}`.padEnd(16);
  say([
    ...Object.entries(COMMANDS).map(([name, command]) =>
      `    ${usage(name, command)}${style.faint(command.help)}`
    ),
    style.faint("    Tab completes. Alt+Enter or \\ at the end begins another row."),
  ]);
}
