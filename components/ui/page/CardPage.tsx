import type { ComponentChildren } from "preact";
import { Mark } from "../Brand.tsx";
import { PageTitle } from "./PageTitle.tsx";

interface CardPageProps {
  title: string;
  /** One sentence on what happens here. */
  text?: ComponentChildren;
  /** Whether what was sent was refused: the title of the window says so first. */
  failed?: boolean;
  children?: ComponentChildren;
}

/** The frame of the pages by which people come in: one card in the middle. */
export function CardPage({ title, text, failed, children }: CardPageProps) {
  return (
    <main class="single">
      <PageTitle title={title} failed={failed} />
      <div class="card">
        <header class="card-head">
          <Mark size={36} />
          <h1 class="card-title">{title}</h1>
          {text && <p class="card-text">{text}</p>}
        </header>
        {children}
      </div>
    </main>
  );
}
