import { BAN_HOURS, REASON_CHARACTERS } from "../../../protocol/limits.ts";
import { Field } from "../../ui/form/Field.tsx";
import type { FormError } from "../../ui/form/FormAlert.tsx";
import { Select } from "../../ui/form/Select.tsx";

/** What was typed in a form that bans. */
export interface TypedBan {
  reason: string;
  /** As the form sends it: a key of `BAN_HOURS`. */
  length: string;
  addresses: string[];
  removesMessages: boolean;
}

const LENGTHS: Record<keyof typeof BAN_HOURS, string> = {
  "1": "An hour",
  "24": "A day",
  "168": "A week",
  "720": "30 days",
  forever: "For good",
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
        maxCharacters={REASON_CHARACTERS}
        defaultValue={typed?.reason}
        error={error}
      />
      <Select
        name="hours"
        label="For how long"
        options={Object.entries(LENGTHS).map(([value, label]) => ({ value, label }))}
        selected={typed?.length ?? "168"}
      />
    </>
  );
}
