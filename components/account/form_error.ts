/** Why a form was refused, and which of its fields is to blame; null: none of them. */
export interface FormError {
  field: string | null;
  /** A sentence. */
  message: string;
}
