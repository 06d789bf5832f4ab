import type { ComponentChildren } from "preact";
import type { Account } from "../../protocol/entities.ts";
import { Frame } from "./Frame.tsx";

/** The pages of the administration, in the order of their tabs. */
const PAGES = [
  { label: "People", href: "/admin" },
  { label: "Invites", href: "/admin/invites" },
  { label: "Bans", href: "/admin/bans" },
  { label: "Rooms", href: "/admin/rooms" },
  { label: "Audit log", href: "/admin/audit", ownerOnly: true },
];

interface AdminFrameProps {
  me: Account;
  title: string;
  /** The address of the tab this page belongs to. */
  tab: string;
  flash?: string | null;
  failed?: boolean;
  children: ComponentChildren;
}

/** The frame of the pages of the administration. */
export function AdminFrame({ me, tab, children, ...frame }: AdminFrameProps) {
  const tabs = PAGES.filter(({ ownerOnly }) => !ownerOnly || me.role === "owner")
    .map(({ label, href }) => ({ label, href, current: href === tab }));
  return <Frame {...frame} tabs={tabs} tabsLabel="Administration">{children}</Frame>;
}
