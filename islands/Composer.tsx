import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useChat } from "../client/use_chat.ts";
import { lengthNote } from "../components/composer_note.ts";
import { fitHeight } from "../components/fit_height.ts";
import { Icon } from "../components/Icon.tsx";
import { typingText } from "../components/presence_text.ts";
import type { RoomInfo } from "../protocol/entities.ts";

interface ComposerProps {
  room: RoomInfo;
  /** Longest text of a message, in UTF-8 bytes. */
  messageBytes: number;
}

const OFFLINE = "You are offline. Messages are sent when you are back.";

/** Where one writes. Never disabled; what it keeps as a draft is the room's. */
export default function Composer(props: ComposerProps) {
  const chat = useChat();
  const room = chat?.room.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const isFirstRoom = useRef(true);
  const [text, setText] = useState("");
  const connection = chat?.connection.value.status ?? "connecting";
  const note = lengthNote(text, props.messageBytes);
  const title = room?.info.value.title ?? props.room.title;

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
    // Something may have been written before the page came alive.
    if (room.draft === "" && isFirstRoom.current) changed();
    else write(room.draft);
    if (mayTakeFocus(isFirstRoom.current)) field.current!.focus();
    isFirstRoom.current = false;
  }, [room]);

  const send = () => {
    const message = field.current!.value.trim();
    field.current!.focus();
    if (!room || message === "" || lengthNote(message, props.messageBytes)?.tooLong) return;
    room.send(message);
    write("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // 229: Safari ends a composition before the Enter that ended it.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <div class="composer" data-connection={connection}>
      <div class="composer-column">
        <div class="composer-line">
          <span class="composer-hint">
            {connection === "waiting"
              ? OFFLINE
              : typingText((room?.typing.value ?? []).map((user) => user.name))}
          </span>
          <span
            id="composer-note"
            class="composer-note"
            data-kind={note?.tooLong ? "error" : undefined}
            aria-live="polite"
          >
            {note?.text}
          </span>
        </div>
        <div class="composer-box">
          <textarea
            ref={field}
            id="composer"
            class="composer-text"
            rows={1}
            dir="auto"
            enterkeyhint="send"
            placeholder={`Message ${title}`}
            aria-label={`Message ${title}`}
            aria-describedby="composer-note"
            aria-invalid={note?.tooLong || undefined}
            onInput={() => {
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
            data-ready={text.trim() !== "" && !note?.tooLong || undefined}
            onClick={send}
          >
            <Icon name="send" size={20} />
          </button>
        </div>
      </div>
    </div>
  );
}

/** Who opens a room means to write there. On touch that would bring up the keyboard over what there is to
 *  read, and on a page that just came alive one may be elsewhere already. */
function mayTakeFocus(isNewPage: boolean): boolean {
  const isTaken = isNewPage && document.activeElement !== document.body;
  return !isTaken && matchMedia("(pointer: fine)").matches;
}
