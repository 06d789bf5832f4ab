import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { fitHeight, isSubmitKey } from "./composing.ts";
import { lengthNote } from "./length_note.ts";

interface EditMessageProps {
  /** What stands in the field at first. */
  text: string;
  /** Longest text, in UTF-8 bytes. */
  messageBytes: number;
  onInput: (text: string) => void;
  /** @param text null to leave it as it was */
  onDone: (text: string | null) => void;
}

/** A message's text while it is rewritten, in its place. Enter saves, Escape leaves it as it was. */
export function EditMessage({ text, messageBytes, onInput, onDone }: EditMessageProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [note, setNote] = useState(lengthNote(text, messageBytes));

  useLayoutEffect(() => {
    const { length } = field.current!.value;
    fitHeight(field.current!);
    field.current!.focus();
    field.current!.setSelectionRange(length, length);
  }, []);

  const save = () => {
    const edited = field.current!.value.trim();
    if (!lengthNote(edited, messageBytes)?.tooLong) onDone(edited);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isSubmitKey(event)) save();
    else if (event.key === "Escape") onDone(null);
    else return;
    event.preventDefault();
  };

  return (
    <div class="edit-message" aria-live="off">
      <textarea
        ref={field}
        class="input edit-text"
        rows={1}
        dir="auto"
        autocomplete="off"
        aria-label="Edit the message"
        aria-describedby="edit-note"
        aria-invalid={note?.tooLong || undefined}
        defaultValue={text}
        onInput={() => {
          onInput(field.current!.value);
          setNote(lengthNote(field.current!.value, messageBytes));
          fitHeight(field.current!);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="edit-line">
        <button type="button" class="text-button" onClick={save}>Save</button>
        <span aria-hidden="true">·</span>
        <button type="button" class="text-button" onClick={() => onDone(null)}>Cancel</button>
        <span
          id="edit-note"
          class="composer-note"
          data-kind={note?.tooLong ? "error" : undefined}
          aria-live="polite"
        >
          {note?.text}
        </span>
      </div>
    </div>
  );
}
