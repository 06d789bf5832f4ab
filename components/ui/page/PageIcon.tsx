import { Outline, OUTLINES } from "../Icon.tsx";

/** As those of `Icon`, and what only pages outside of the chat have, whose scripts need not carry it. */
const PAGE_OUTLINES = {
  ...OUTLINES,
  back: "M19.5 12h-15M11 5.5 4.5 12l6.5 6.5",
  link:
    "M10 13.2a4.2 4.2 0 0 0 6.3.5l3-3a4.2 4.2 0 0 0-6-6l-1 1M14 10.8a4.2 4.2 0 0 0-6.3-.5l-3 3a4.2 4.2 0 0 0 6 6l1-1",
  list: "M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4 6.5h.1M4 12h.1M4 17.5h.1",
  server: "M4 5h16v6H4ZM4 13h16v6H4ZM7.5 8h.1M7.5 16h.1",
  shield: "M12 3.5 19 6v5.5c0 4.4-2.8 7.5-7 9-4.2-1.5-7-4.6-7-9V6Z",
};

export type PageIconName = keyof typeof PAGE_OUTLINES;

/** Decoration beside words. */
export function PageIcon({ name }: { name: PageIconName }) {
  return <Outline path={PAGE_OUTLINES[name]} size={16} />;
}
