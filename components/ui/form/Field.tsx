import { PASSWORD_CHARACTERS, utf16Units } from "../../../protocol/limits.ts";
import type { FormError } from "./FormAlert.tsx";

interface FieldProps {
  /** What the form sends it as. */
  name: string;
  /** Unique on the page; the name when absent. */
  id?: string;
  label: string;
  type?: "text" | "password" | "number";
  autocomplete: "username" | "nickname" | "current-password" | "new-password" | "off";
  /** A line below the field. */
  hint?: string;
  defaultValue?: string;
  /** Whether it has the focus when the page opens, unless something is wrong elsewhere. */
  first?: boolean;
  readOnly?: boolean;
  required?: boolean;
  minLength?: number;
  /** In characters (code points). */
  maxCharacters?: number;
  min?: number;
  max?: number;
  /** What is wrong with the form; shown here when it is this field's. */
  error?: FormError | null;
}

/** A labelled field that says what is wrong with it, and has the focus then. */
export function Field(
  {
    name,
    id = name,
    label,
    hint,
    first,
    required = true,
    error,
    autocomplete,
    maxCharacters,
    ...input
  }: FieldProps,
) {
  const message = error?.field === name ? error.message : null;
  const notes = [message && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label class="field-label" for={id}>{label}</label>
      <input
        class="input"
        id={id}
        name={name}
        dir={input.type === undefined ? "auto" : undefined}
        // A phone would write a name with a capital and correct it.
        autocapitalize="off"
        spellcheck={false}
        autocomplete={autocomplete}
        autofocus={error ? message !== null : first}
        required={required}
        maxLength={maxCharacters && utf16Units(maxCharacters)}
        aria-invalid={message ? "true" : undefined}
        aria-describedby={notes || undefined}
        {...input}
      />
      {message && <p class="field-error" id={`${id}-error`}>{message}</p>}
      {hint && <p class="field-hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

/** A field for a password that is being chosen. */
export function NewPassword(
  { name = "password", label = "Password", error, first }:
    & Pick<FieldProps, "error" | "first">
    & Partial<Pick<FieldProps, "name" | "label">>,
) {
  return (
    <Field
      name={name}
      label={label}
      type="password"
      autocomplete="new-password"
      hint={`At least ${PASSWORD_CHARACTERS.least} characters. A sentence that you remember does well.`}
      minLength={PASSWORD_CHARACTERS.least}
      first={first}
      error={error}
    />
  );
}
