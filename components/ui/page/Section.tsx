import type { ComponentChildren } from "preact";

interface SectionProps {
  /** Unique on the page. */
  id: string;
  title: string;
  text?: ComponentChildren;
  children: ComponentChildren;
}

/** A section of a page: what it is about, and beside it what can be done. */
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
