import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { withoutControls } from "../client/sendable_text.ts";
import { useChat } from "../client/use_chat.ts";
import { lengthNote } from "../components/composer_note.ts";
import { fitHeight } from "../components/fit_height.ts";
import { focusComposer } from "../components/focus_composer.ts";
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
    // Something may have been written before the page came alive: it goes on from the draft.
    const early = isFirstRoom.current ? field.current!.value : "";
    if (room.draft === "" && early !== "") changed();
    else write(room.draft + early);
    const isElsewhere = isFirstRoom.current && document.activeElement !== document.body;
    if (!isElsewhere) focusComposer();
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
            // Drafts are kept here, and what the browser brings back with the page would be doubled.
            autocomplete="off"
            placeholder={`Message ${title}`}
            aria-label={`Message ${title}`}
            aria-describedby="composer-note"
            aria-invalid={note?.tooLong || undefined}
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

/** Takes out at once what would not be sent, so that what one has pasted is seen as the others will. */
function dropControls(field: HTMLTextAreaElement): void {
  const { value, selectionStart } = field;
  const clean = withoutControls(value);
  if (clean === value) return;
  const caret = withoutControls(value.slice(0, selectionStart)).length;
  field.value = clean;
  field.setSelectionRange(caret, caret);
}
