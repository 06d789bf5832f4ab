interface SelectProps {
  /** What the form sends it as. */
  name: string;
  label: string;
  options: { value: string; label: string }[];
  /** The value of the option that is chosen. */
  selected: string;
}

/** A labelled choice of a few. */
export function Select({ name, label, options, selected }: SelectProps) {
  return (
    <div class="field">
      <label class="field-label" for={name}>{label}</label>
      <select class="input" id={name} name={name}>
        {options.map(({ value, label }) => (
          <option key={value} value={value} selected={value === selected}>{label}</option>
        ))}
      </select>
    </div>
  );
}
