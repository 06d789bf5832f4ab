import type { FormError } from "./form_error.ts";

/** What is wrong with a form, when no field of it is to blame. Has the focus then, so that it is read out. */
export function FormAlert({ error }: { error?: FormError | null }) {
  if (!error || error.field !== null) return null;
  return <p class="form-error" role="alert" tabIndex={-1} autofocus>{error.message}</p>;
}
