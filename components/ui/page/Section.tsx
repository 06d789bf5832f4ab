import type { ComponentChildren } from "preact";

interface SectionProps {
  /** Unique on the page. */
  id: string;
  title: string;
  text?: ComponentChildren;
  children: ComponentChildren;
}

/** One thing that can be looked after, beside what it is about. */
export function Section({ id, title, text, children }: SectionProps) {
  return (
    <section class="section" aria-labelledby={id}>
      <header class="section-head">
        <h2 class="section-title" id={id}>{title}</h2>
        {text && <p class="section-text">{text}</p>}
      </header>
      <div class="section-body">{children}</div>
    </section>
  );
}
