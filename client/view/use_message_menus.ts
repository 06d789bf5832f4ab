import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Account, Message, User } from "../../protocol/entities.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { actionsOn } from "../../protocol/room_rules.ts";
import type { Row } from "../log/rows.ts";
import type { Editing, RoomState } from "../types.ts";

/** What can be done with one message; at least one of them. */
export interface MessageMenu {
  edit: boolean;
  delete: boolean;
  /** Talking to its author. */
  direct: boolean;
  /** Marking it and what follows as unread. */
  unread: boolean;
}

/** What the actions of messages do. The same object for as long as the log is there. */
export interface Act {
  /** Longest text of a message, in UTF-8 bytes. */
  messageBytes: number;
  edit(message: Message, key: string): void;
  /** @param text null to leave it as it was */
  finish(text: string | null): void;
  delete(message: Message): void;
  direct(message: Message): void;
  unread(message: Message): void;
  /** From one message's actions to those of the next one up (-1) or down (1). */
  move(key: string, step: 1 | -1): void;
}

export interface MessageMenusOptions {
  me: Account;
  room: RoomState | null;
  rows: readonly Row[];
  /** The element that holds the rows. */
  content: { readonly current: HTMLElement | null };
  messageBytes: number;
  focusComposer(): void;
  showDirect(user: User): void;
}

/** How long a finger rests on a message until it asks for its actions, in milliseconds. */
const HOLD_MS = 450;
const AUTHOR = ".message-author, .message > .avatar";

/** For a log: which messages offer their actions. The one under the mouse, the one pressed with a finger, and one
 *  for the keyboard, at first the newest that has any: so Tab has one stop in the log, and arrows go on from it. */
export function useMessageMenus(options: MessageMenusOptions) {
  const { me, room, rows, content, focusComposer } = options;
  const [near, setNear] = useState<{ key: string | null; pinned?: boolean }>({ key: null });
  const [visited, setVisited] = useState<string | null>(null);
  const editing = room?.editor.current.value ?? null;
  const menus = useMenus(me, room, rows);
  const keyboard = visited !== null && menus.has(visited) ? visited : lastOf(menus.keys());
  /** Whose actions get the focus once they are there. */
  const wanted = useRef<string | null>(null);
  /** Whose actions began the editing; null when it was the composer. */
  const editedFrom = useRef<string | null>(null);

  useLayoutEffect(() => {
    if (wanted.current !== null) actionIn(content, wanted.current)?.focus();
    wanted.current = null;
  });
  useAfterEditing(editing, () => {
    const button = editedFrom.current && actionIn(content, editedFrom.current, "edit");
    if (button) button.focus({ preventScroll: true });
    else focusComposer();
    editedFrom.current = null;
  });
  useEffect(() => {
    if (!near.pinned) return;
    const unpin = (event: PointerEvent) => {
      if (!(event.target as Element).closest(".message-actions")) setNear({ key: null });
    };
    document.addEventListener("pointerdown", unpin);
    return () => document.removeEventListener("pointerdown", unpin);
  }, [near]);

  const act = useStable<Act>({
    messageBytes: options.messageBytes,
    edit(message, key) {
      setVisited(key);
      editedFrom.current = key;
      room!.editor.start(message.seq);
    },
    finish: (text) => room!.editor.finish(text),
    delete(message) {
      room!.editor.delete(message.seq);
      // The button goes; the keyboard should not be left nowhere.
      focusComposer();
    },
    direct: ({ user }) => options.showDirect(user),
    unread: ({ seq }) => room!.markUnread(seq),
    move(key, step) {
      const keys = [...menus.keys()];
      const next = keys[keys.indexOf(key) + step];
      if (next === undefined) return;
      wanted.current = next;
      setVisited(next);
    },
  });

  const hold = useRef<ReturnType<typeof setTimeout>>();
  const release = () => clearTimeout(hold.current);
  const handlers = {
    onPointerOver(event: PointerEvent) {
      const key = keyOf(event.target);
      if (event.pointerType === "mouse" && key !== near.key) setNear({ key });
    },
    onPointerDown(event: PointerEvent) {
      release();
      const key = keyOf(event.target);
      if (event.pointerType === "mouse" || key === null || !menus.has(key)) return;
      hold.current = setTimeout(() => setNear({ key, pinned: true }), HOLD_MS);
    },
    onPointerUp: release,
    // The finger scrolls.
    onPointerCancel: release,
    onFocusIn: (event: FocusEvent) => setVisited((known) => keyOf(event.target) ?? known),
    onClick(event: MouseEvent) {
      const key = keyOf(event.target);
      const row = rows.find((row) => row.key === key);
      const isName = (event.target as Element).closest(AUTHOR) !== null;
      if (isName && row?.kind === "message" && menus.get(row.key)?.direct) act.direct(row.message);
    },
  };

  /** What one row needs of it. */
  const of = (row: Row) => {
    const isEdited = row.kind === "message" && editing?.seq === row.message.seq;
    const isShown = row.key === near.key || row.key === keyboard;
    return {
      menu: isShown ? menus.get(row.key) ?? null : null,
      pinned: row.key === near.key && near.pinned === true,
      editing: isEdited ? editing : null,
      act,
    };
  };
  return { of, handlers };
}

/** By row key, from top to bottom. A message has none while it is about to be deleted. */
function useMenus(me: Account, room: RoomState | null, rows: readonly Row[]) {
  const readOnly = room?.settings.readOnly.value ?? null;
  const isUsable = room !== null && room.problem.value === null;
  return useMemo(() => {
    const menus = new Map<string, MessageMenu>();
    for (const row of isUsable ? rows : []) {
      if (row.kind !== "message" || row.change?.change.kind === "delete") continue;
      const { user, deletedAt } = row.message;
      const direct = hasAccount(me) && user.id !== me.id && deletedAt === undefined;
      const why = readOnly === "unknown" ? "managers" : readOnly;
      const unread = user.id !== me.id && deletedAt === undefined;
      const menu = { ...actionsOn(row.message, me, why), direct, unread };
      if (menu.edit || menu.delete || menu.direct || menu.unread) menus.set(row.key, menu);
    }
    return menus;
  }, [me, isUsable, readOnly, rows]);
}

/** Calls back when editing has ended, before the page is painted. */
function useAfterEditing(editing: Editing | null, callback: () => void): void {
  const before = useRef<Editing | null>(null);
  useLayoutEffect(() => {
    if (before.current && !editing) callback();
    before.current = editing;
  }, [editing]);
}

/** One object that always has what was given last. */
function useStable<Value extends object>(value: Value): Value {
  const stable = useRef(value);
  return Object.assign(stable.current, value);
}

/** The key of the row that an element belongs to. */
function keyOf(target: EventTarget | null): string | null {
  return (target as Element).closest<HTMLElement>("[data-key]")?.dataset.key ?? null;
}

function actionIn(
  content: MessageMenusOptions["content"],
  key: string,
  action?: string,
): HTMLElement | null | undefined {
  const which = action ? `[data-action=${action}]` : "button";
  const row = `[data-key="${CSS.escape(key)}"]`;
  return content.current?.querySelector<HTMLElement>(`${row} .message-actions ${which}`);
}

function lastOf(keys: Iterable<string>): string | null {
  return [...keys].at(-1) ?? null;
}
