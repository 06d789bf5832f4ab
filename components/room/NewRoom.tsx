import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Outcome } from "../../protocol/errors.ts";
import { TITLE_CHARACTERS, utf16Units } from "../../protocol/limits.ts";
import { Icon } from "../ui/Icon.tsx";

export type CreateRoom = (
  title: string,
  options: { private: boolean },
) => Promise<Outcome>;

/** A button that opens a field in its place. Without scripts the field is there, as a plain form. */
export function NewRoom({ mayBePrivate, onCreate }: {
  mayBePrivate: boolean;
  onCreate?: CreateRoom;
}) {
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const wasCancelled = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  const isPrivate = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useLayoutEffect(() => {
    if (open) field.current!.focus();
    else if (wasCancelled.current) button.current!.focus();
    wasCancelled.current = false;
  }, [open]);

  const close = () => {
    setOpen(false);
    setError(null);
    // Gone already, when opening the room closed the drawer around it.
    if (field.current) field.current.value = "";
    if (isPrivate.current) isPrivate.current.checked = false;
  };
  const cancel = () => {
    wasCancelled.current = true;
    close();
  };
  const create = async (event: Event) => {
    if (!onCreate) return;
    event.preventDefault();
    const outcome = await onCreate(field.current!.value, {
      private: isPrivate.current?.checked ?? false,
    });
    if (outcome.ok) close();
    else setError(outcome.error.message);
  };

  return (
    <div class="new-room">
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label="New room"
        title="New room"
        aria-expanded={open}
        onClick={() => open ? cancel() : setOpen(true)}
      >
        <Icon name="plus" />
      </button>
      <form
        class="new-room-form"
        method="post"
        action="/rooms"
        data-open={open}
        onSubmit={create}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          event.preventDefault();
          cancel();
        }}
      >
        <input
          ref={field}
          class="input"
          name="title"
          dir="auto"
          required
          autocomplete="off"
          maxLength={utf16Units(TITLE_CHARACTERS)}
          placeholder="Name of the room"
          aria-label="Name of the new room"
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? "new-room-error" : undefined}
        />
        {error && <p class="field-error" id="new-room-error" role="alert">{error}</p>}
        {mayBePrivate && (
          <label class="choice needs-script">
            <input ref={isPrivate} type="checkbox" />
            Private: only who is invited
          </label>
        )}
        <div class="new-room-actions">
          <button class="button" data-kind="primary" type="submit">Create</button>
          <button class="button new-room-cancel" type="button" onClick={cancel}>Cancel</button>
        </div>
      </form>
    </div>
  );
}
