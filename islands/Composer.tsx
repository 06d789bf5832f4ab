import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { withoutControls } from "../client/outgoing/sendable_text.ts";
import type { Chat, RoomState } from "../client/types.ts";
import { browserClock } from "../client/view/browser_clock.ts";
import { useChat } from "../client/view/use_chat.ts";
import {
  enterSends,
  fitHeight,
  focusComposer,
  holdHeight,
  isLooseCharacter,
  isSubmitKey,
} from "../components/message/composing.ts";
import { LengthNote, lengthState } from "../components/message/LengthNote.tsx";
import { typingText } from "../components/message/presence_text.ts";
import { unlessCached } from "../components/ui/cached_markup.ts";
import { Icon } from "../components/ui/Icon.tsx";
import "../bundles/shared_chunk.ts";
import { banEndText, banReasonText } from "../protocol/ban_text.ts";
import type { BanTerms } from "../protocol/errors.ts";
import { nameTag } from "../protocol/namesakes.ts";
import type { ReadOnly } from "../protocol/room_rules.ts";

interface ComposerProps {
  title: string;
  /** Whether the reader is one of the room's managers. */
  manager: boolean;
  /** Why the reader cannot write here; null when they can. */
  readOnly: ReadOnly | null;
  /** Longest text of a message, in UTF-8 bytes. */
  messageBytes: number;
}

const READ_ONLY = {
  archived: "This room is archived. You can read it, but not write in it.",
  managers: "Only managers can write in this room.",
  unknown: "",
};

export default unlessCached(Composer);

/** Where one writes, or why one cannot. */
function Composer({ title, manager, readOnly, messageBytes }: ComposerProps) {
  const chat = useChat({ manager });
  const isFirstRoom = useRef(true);
  const state = chat?.room.value;
  const why = state ? state.settings.readOnly.value : readOnly;
  const connection = chat?.connection.value ?? { status: "connecting" as const };
  const ban = connection.status === "ended" ? connection.ban : undefined;
  const problem = state?.problem.value;
  const isGone = problem?.code === "forbidden" || problem?.deleted;
  return (
    <div class="composer beside-scrollbar" data-connection={connection.status}>
      {isGone || ban || why
        ? (
          <p
            key={ban ? "banned" : "closed"}
            class="composer-closed"
            id="composer"
            tabIndex={-1}
            role={ban && "alert"}
          >
            {ban ? banText(ban) : !isGone && READ_ONLY[why!]}
          </p>
        )
        : (
          <Field
            chat={chat}
            title={state?.info.value.title ?? title}
            messageBytes={messageBytes}
            isFirstRoom={isFirstRoom}
          />
        )}
    </div>
  );
}

function banText(ban: BanTerms): string {
  return `You are banned ${banEndText(ban, browserClock())}. ${banReasonText(ban)}`;
}

interface FieldProps {
  chat: Chat | null;
  title: string;
  messageBytes: number;
  /** Whether no other room was open before. */
  isFirstRoom: { current: boolean };
}

/** Never disabled; what it keeps as a draft is the room's. */
function Field({ chat, title, messageBytes, isFirstRoom }: FieldProps) {
  const room = chat?.room.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const length = lengthState(text, messageBytes);

  const write = (text: string) => {
    field.current!.value = text;
    changed();
  };
  const changed = () => {
    const text = field.current!.value;
    if (room) room.draft = text;
    setText(text);
    fitHeight(field.current!);
  };
  useLayoutEffect(() => {
    if (!room) return;
    // Something may have been typed before the page came alive: it follows the draft.
    const early = isFirstRoom.current ? field.current!.value : "";
    if (room.draft === "" && early !== "") changed();
    else write(room.draft + early);
    const isElsewhere = isFirstRoom.current && document.activeElement !== document.body;
    if (!isElsewhere) focusComposer();
    isFirstRoom.current = false;
  }, [room]);

  useLayoutEffect(() => {
    const sends = chat?.settings.value?.enterSends ?? enterSends();
    field.current!.enterKeyHint = sends ? "send" : "enter";
  }, [chat?.settings.value]);

  useEffect(() => {
    // What is typed while the log has the focus is meant for here. The browser writes it where the focus is by then.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "?" && isLooseCharacter(event)) field.current!.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  const send = () => {
    const message = field.current!.value.trim();
    field.current!.focus();
    if (!room || message === "" || lengthState(message, messageBytes)?.tooLong) return;
    room.send({ text: message });
    write("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isBare = field.current!.value === "" &&
      !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
    if (isSubmitKey(event)) send();
    else if (event.key === "Escape" && !event.isComposing) room?.markRead();
    else if (event.key !== "ArrowUp" || !isBare || !room?.editor.start()) return;
    event.preventDefault();
  };

  return (
    <div class="composer-column">
      <div class="composer-box">
        <textarea
          ref={field}
          id="composer"
          class="composer-text"
          rows={1}
          dir="auto"
          enterkeyhint="send"
          // Drafts are restored here; restored by the browser, too, they would be doubled.
          autocomplete="off"
          placeholder={`Message ${title}`}
          aria-label={`Message ${title}`}
          aria-describedby="composer-note"
          aria-invalid={length?.tooLong || undefined}
          onBeforeInput={() => holdHeight(field.current!)}
          onInput={() => {
            dropControls(field.current!);
            changed();
            if (field.current!.value !== "") room?.startTyping();
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="icon-button composer-send"
          aria-label="Send"
          title="Send"
          data-ready={text.trim() !== "" && !length?.tooLong || undefined}
          onClick={send}
        >
          <Icon name="arrowUp" />
        </button>
      </div>
      <div class="composer-line">
        <span class="composer-typing">
          {typingText(typingNames(room))}
        </span>
        <LengthNote id="composer-note" state={length} />
        <span class="composer-hint" data-enter="sends">Shift Enter for a new line</span>
        <span class="composer-hint" data-enter="breaks">Ctrl Enter to send</span>
      </div>
    </div>
  );
}

/** Removes at once what would not be sent, so that one sees what the others will. */
function dropControls(field: HTMLTextAreaElement): void {
  const { value, selectionStart } = field;
  const clean = withoutControls(value);
  if (clean === value) return;
  const caret = withoutControls(value.slice(0, selectionStart)).length;
  field.value = clean;
  field.setSelectionRange(caret, caret);
}

/** Who is typing, told from others of their name. */
function typingNames(room: RoomState | undefined): string[] {
  return (room?.typing.value ?? []).map((user) =>
    `${user.name} ${nameTag(user, room!.namesakes.value)}`.trimEnd()
  );
}
