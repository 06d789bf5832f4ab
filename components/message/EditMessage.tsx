import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { fitHeight, holdHeight, isSubmitKey } from "./composing.ts";
import { LengthNote, lengthState } from "./LengthNote.tsx";

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
  const [length, setLength] = useState(lengthState(text, messageBytes));

  useLayoutEffect(() => {
    const { length } = field.current!.value;
    fitHeight(field.current!);
    field.current!.focus();
    field.current!.setSelectionRange(length, length);
  }, []);

  const save = () => {
    const edited = field.current!.value.trim();
    if (!lengthState(edited, messageBytes)?.tooLong) onDone(edited);
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
        aria-invalid={length?.tooLong || undefined}
        defaultValue={text}
        onBeforeInput={() => holdHeight(field.current!)}
        onInput={() => {
          onInput(field.current!.value);
          setLength(lengthState(field.current!.value, messageBytes));
          fitHeight(field.current!);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="edit-line">
        <button type="button" class="text-button" onClick={save}>Save</button>
        <button type="button" class="text-button" onClick={() => onDone(null)}>Cancel</button>
        <LengthNote id="edit-note" state={length} />
      </div>
    </div>
  );
}
