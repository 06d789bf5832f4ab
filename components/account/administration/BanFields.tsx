import { Field } from "../../ui/form/Field.tsx";
import type { FormError } from "../../ui/form/FormAlert.tsx";
import { Select } from "../../ui/form/Select.tsx";

/** What was typed in a form that bans. */
export interface TypedBan {
  reason: string;
  /** As the form sends it: a key of `BAN_HOURS`. */
  hours: string;
  addresses: string[];
  removesMessages: boolean;
}

/** How long bans last, in hours; null: for good. */
export const BAN_HOURS: Record<string, { label: string; hours: number | null }> = {
  "1": { label: "An hour", hours: 1 },
  "24": { label: "A day", hours: 24 },
  "168": { label: "A week", hours: 7 * 24 },
  "720": { label: "30 days", hours: 30 * 24 },
  forever: { label: "For good", hours: null },
};

/** Why, and for how long. */
export function BanFields({ typed, error }: { typed?: TypedBan; error?: FormError }) {
  return (
    <>
      <Field
        name="reason"
        label="Reason"
        autocomplete="off"
        required={false}
        maxLength={200}
        defaultValue={typed?.reason}
        error={error}
      />
      <Select
        name="hours"
        label="For how long"
        options={Object.entries(BAN_HOURS).map(([value, { label }]) => ({ value, label }))}
        selected={typed?.hours ?? "168"}
      />
    </>
  );
}
