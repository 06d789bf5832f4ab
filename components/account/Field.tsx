import type { Fault } from "./fault.ts";

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
  maxLength?: number;
  min?: number;
  max?: number;
  /** What is wrong with the form; shown here when it is this field's. */
  fault?: Fault | null;
}

/** A labelled field that says what is wrong with it, and has the focus then. */
export function Field(
  { name, id = name, label, hint, first, required = true, fault, autocomplete, ...input }:
    FieldProps,
) {
  const error = fault?.field === name ? fault.message : null;
  const notes = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
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
        autofocus={fault ? error !== null : first}
        required={required}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={notes || undefined}
        {...input}
      />
      {error && <p class="field-error" id={`${id}-error`}>{error}</p>}
      {hint && <p class="field-hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

/** A field for a password that is being chosen. */
export function NewPassword(
  { name = "password", label = "Password", fault, first }:
    & Pick<FieldProps, "fault" | "first">
    & Partial<Pick<FieldProps, "name" | "label">>,
) {
  return (
    <Field
      name={name}
      label={label}
      type="password"
      autocomplete="new-password"
      hint="At least 8 characters. A sentence that you remember does well."
      minLength={8}
      first={first}
      fault={fault}
    />
  );
}
