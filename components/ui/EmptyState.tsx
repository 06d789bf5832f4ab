import type { ComponentChildren } from "preact";

interface EmptyStateProps {
  title: string;
  text: string;
  /** The next step, as something to press. */
  children?: ComponentChildren;
}

/** What stands where there is nothing yet, and the next step. */
export function EmptyState({ title, text, children }: EmptyStateProps) {
  return (
    <div class="empty">
      <p class="empty-title" dir="auto">{title}</p>
      {text !== "" && <p>{text}</p>}
      {children}
    </div>
  );
}
