import type { ComponentChildren } from "preact";

interface ActionFormProps {
  /** Which of the page's forms this is. */
  name: string;
  /** What it is to be done to. */
  fields?: Record<string, string>;
  class?: string;
  children: ComponentChildren;
}

/** A form that is posted to its own page. */
export function ActionForm({ name, fields = {}, class: className, children }: ActionFormProps) {
  return (
    <form class={className} method="post">
      <input type="hidden" name="do" value={name} />
      {Object.entries(fields).map(([field, value]) => (
        <input key={field} type="hidden" name={field} value={value} />
      ))}
      {children}
    </form>
  );
}
