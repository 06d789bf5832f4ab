/** Outlines on a grid of 24 by 24, drawn for a stroke of 1.75 with round ends. Drawn here, since the icon
 *  libraries for Preact come as one module with all their icons: 300 ms of the server's start. */
export const OUTLINES = {
  alert: "M12 7.4v5.4M12 16.4v.1M20.8 12a8.8 8.8 0 1 1-17.6 0 8.8 8.8 0 0 1 17.6 0",
  arrowDown: "M12 4.5v15M5.5 13l6.5 6.5 6.5-6.5",
  arrowUp: "M12 19.5v-15M5.5 11 12 4.5l6.5 6.5",
  chat: "M4 5.5h16v11h-8.5L7 20.2v-3.7H4Z",
  check: "m5 12.5 5 5 9-10.5",
  chevrons: "m8 9.5 4-4 4 4M8 14.5l4 4 4-4",
  compass: "m15.6 8.4-2 5.2-5.2 2 2-5.2ZM20.8 12a8.8 8.8 0 1 1-17.6 0 8.8 8.8 0 0 1 17.6 0",
  compose: "M12.5 4.5h-7v14h14v-7M17.9 4.1l2 2-8.2 8.2-2.9.9.9-2.9Z",
  clock: "M12 7.2V12l3.4 2M20.8 12a8.8 8.8 0 1 1-17.6 0 8.8 8.8 0 0 1 17.6 0",
  edit: "M4.5 19.5 5.6 15 16 4.6l3.4 3.4L9 18.4ZM13.6 7 17 10.4",
  exit: "M10 4.5H5v15h5M10 12h10M16.2 8.2 20 12l-3.8 3.8",
  hash: "M4.6 9h15.6M3.8 15h15.6M9.9 4 8.1 20M15.9 4l-1.8 16",
  info: "M12 11v5.5M12 7.6v.1M20.8 12a8.8 8.8 0 1 1-17.6 0 8.8 8.8 0 0 1 17.6 0",
  key: "M11.6 15.2a3.9 3.9 0 1 1-7.8 0 3.9 3.9 0 0 1 7.8 0M10.5 12.4 18.7 4.2M15.4 7.5l2.9 2.9",
  keyboard: "M3.5 6.5h17v11h-17ZM7 10h.1M10.3 10h.1M13.6 10h.1M17 10h.1M8 14h8",
  lock: "M5.5 11h13v8.8h-13ZM8.2 11V7.8a3.8 3.8 0 0 1 7.6 0V11",
  menu: "M4 6.5h16M4 12h16M4 17.5h16",
  plus: "M12 5.5v13M5.5 12h13",
  search: "M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0M15.2 15.2 20 20",
  sliders:
    "M10 5.5H4M13.5 3.5v4M20 5.5h-6.5M20 12h-8M8.5 10v4M8.5 12H4M20 18.5h-5M15 16.5v4M11.5 18.5H4",
  trash: "M4.5 7h15M9.5 7V4.2h5V7M6.5 7l.9 12.8h9.2L17.5 7M10.2 11v5M13.8 11v5",
  unread:
    "M12.5 6H5.2A1.2 1.2 0 0 0 4 7.2v9.6A1.2 1.2 0 0 0 5.2 18h13.6a1.2 1.2 0 0 0 1.2-1.2V12M4.5 8l7.5 5 2.6-1.7M20.5 6.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0",
  users:
    "M12.8 8.2a3.4 3.4 0 1 1-6.8 0 3.4 3.4 0 0 1 6.8 0M3 19.6c.3-3.4 2.9-5.4 6.4-5.4s6.1 2 6.4 5.4" +
    "M15.6 5.1a3.4 3.4 0 0 1 0 6.2M18.2 14.9c1.6.9 2.6 2.5 2.8 4.7",
  x: "m6.5 6.5 11 11M17.5 6.5l-11 11",
};

interface IconProps {
  name: keyof typeof OUTLINES;
  /** In CSS pixels. */
  size?: 12 | 14 | 16 | 20;
}

/** Decoration beside words, or inside a control that has a name of its own. */
export function Icon({ name, size = 16 }: IconProps) {
  return <Outline path={OUTLINES[name]} size={size} />;
}

/** An icon out of its outline. */
export function Outline({ path, size }: { path: string; size: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
