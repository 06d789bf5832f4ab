/** Why a form was refused, and which of its fields is to blame; null: none of them. */
export interface Fault {
  field: string | null;
  /** A sentence. */
  message: string;
}
