import type { ComponentChildren } from "preact";
import { PageIcon, type PageIconName } from "./PageIcon.tsx";
import { PageTitle } from "./PageTitle.tsx";

/** A page of the same kind, and the way to it. */
export interface Tab {
  label: string;
  href: string;
  icon: PageIconName;
  /** Whether it is this page, or the one above it. */
  current: boolean;
}

interface ColumnPageProps {
  title: string;
  /** Where one is among these pages, and what else there is. */
  tabs?: { label: string; tabs: Tab[] }[];
  /** What was just done, as a sentence. */
  flash?: string | null;
  failed?: boolean;
  children: ComponentChildren;
}

/** The frame of pages outside of the chat: beside them the way back and the other pages. */
export function ColumnPage({ title, tabs, flash, failed, children }: ColumnPageProps) {
  return (
    <div class="page">
      <PageTitle title={title} failed={failed} />
      <header class="page-side">
        <a class="page-back" href="/">
          <PageIcon name="back" />Back to the chat
        </a>
        {tabs && (
          <div class="page-tabs">
            {tabs.map((group) => <Tabs key={group.label} {...group} />)}
          </div>
        )}
      </header>
      <main class="page-main">
        <div class="column">
          <h1 class="page-title">{title}</h1>
          {flash && <p class="note" role="status">{flash}</p>}
          {children}
        </div>
      </main>
    </div>
  );
}

function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      <p class="side-heading" aria-hidden="true">{label}</p>
      {tabs.map(({ label, href, icon, current }) => (
        <a
          key={href}
          class="side-row tab"
          href={href}
          aria-current={current ? "page" : undefined}
          // Styled by: Fresh sets aria-current on links to pages above this one, too.
          data-selected={current || undefined}
        >
          <PageIcon name={icon} />
          {label}
        </a>
      ))}
    </nav>
  );
}
