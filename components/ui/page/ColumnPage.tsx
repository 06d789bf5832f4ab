import { Head } from "fresh/runtime";
import type { ComponentChildren } from "preact";
import { Brand } from "../Brand.tsx";

interface ColumnPageProps {
  title: string;
  /** Where one is among these pages, and what else there is. */
  tabs?: { label: string; href: string; current: boolean }[];
  /** The name of the tabs for those who hear them. */
  tabsLabel?: string;
  /** What was just done, as a sentence. */
  flash?: string | null;
  failed?: boolean;
  children: ComponentChildren;
}

/** The frame of pages outside of the chat: a head with the way back, one column. */
export function ColumnPage({ title, tabs, tabsLabel, flash, failed, children }: ColumnPageProps) {
  return (
    <div class="page">
      <Head>
        <title>{`${failed ? "Error: " : ""}${title} · Confab`}</title>
      </Head>
      <header class="page-head">
        <Brand />
        {tabs && (
          <nav class="tabs" aria-label={tabsLabel}>
            {tabs.map(({ label, href, current }) => (
              <a
                key={href}
                class="tab"
                href={href}
                aria-current={current ? "page" : undefined}
                // Styled by: Fresh sets aria-current on links to pages above this one, too.
                data-selected={current || undefined}
              >
                {label}
              </a>
            ))}
          </nav>
        )}
        <a class="page-back" href="/">Back to the chat</a>
      </header>
      <main class="page-main">
        <h1 class="page-title">{title}</h1>
        {flash && <p class="note" role="status">{flash}</p>}
        {children}
      </main>
    </div>
  );
}
