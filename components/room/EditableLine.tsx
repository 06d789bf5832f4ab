import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Outcome } from "../../protocol/errors.ts";
import { utf16Units } from "../../protocol/limits.ts";
import { Icon } from "../ui/Icon.tsx";

interface EditableLineProps {
  label: string;
  value: string;
  /** What stands there when there is nothing. */
  placeholder: string;
  /** In characters (code points). */
  maxCharacters: number;
  /** Absent: it cannot be changed. */
  onSave?: (value: string) => Promise<Outcome>;
}

/** A line of text that is edited in place. Enter saves, Escape leaves it as it was. */
export function EditableLine(props: EditableLineProps) {
  const { label, value, placeholder, maxCharacters, onSave } = props;
  const [isOpen, setOpen] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const wasOpen = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    if (isOpen) field.current!.select();
    else if (wasOpen.current) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    setError(null);
  };
  const save = async (event: Event) => {
    event.preventDefault();
    if (field.current!.value.trim() === value) return close();
    const outcome = await onSave!(field.current!.value);
    if (outcome.ok) close();
    else setError(outcome.error.message);
  };

  return (
    <section class="detail" aria-label={label}>
      <h3 class="detail-label">{label}</h3>
      {isOpen
        ? (
          <form
            class="detail-form"
            onSubmit={save}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              // The dialog around it stays.
              event.preventDefault();
              close();
            }}
          >
            <input
              ref={field}
              class="input"
              dir="auto"
              autocomplete="off"
              maxLength={utf16Units(maxCharacters)}
              defaultValue={value}
              aria-label={label}
              aria-invalid={error ? "true" : undefined}
              aria-describedby={error ? id : undefined}
            />
            {error && <p class="field-error" id={id} role="alert">{error}</p>}
            <div class="detail-actions">
              <button type="submit" class="button" data-kind="primary">Save</button>
              <button type="button" class="button" onClick={close}>Cancel</button>
            </div>
          </form>
        )
        : (
          <div class="detail-line">
            <p class="detail-value" dir="auto" data-empty={value === "" || undefined}>
              {value || placeholder}
            </p>
            {onSave && (
              <button
                ref={button}
                type="button"
                class="icon-button"
                aria-label={`Change the ${label.toLowerCase()}`}
                onClick={() => setOpen(true)}
              >
                <Icon name="edit" />
              </button>
            )}
          </div>
        )}
    </section>
  );
}
