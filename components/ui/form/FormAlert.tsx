/** Why a form was refused. */
export interface FormError {
  /** Which of its fields is to blame; null: none of them. */
  field: string | null;
  /** A sentence. */
  message: string;
}

/** What is wrong with a form, when no field of it is to blame. Has the focus then, so that it is read out. */
export function FormAlert({ error }: { error?: FormError | null }) {
  if (!error || error.field !== null) return null;
  return <p class="form-error" role="alert" tabIndex={-1} autofocus>{error.message}</p>;
}
