import type { ComponentChildren } from "preact";
import type { Account } from "../../../protocol/entities.ts";
import { ColumnPage } from "../../ui/page/ColumnPage.tsx";

/** The pages of the administration, in the order of their tabs. */
const PAGES = [
  { label: "People", href: "/admin" },
  { label: "Invites", href: "/admin/invites" },
  { label: "Bans", href: "/admin/bans" },
  { label: "Rooms", href: "/admin/rooms" },
  { label: "Audit log", href: "/admin/audit", ownerOnly: true },
];

interface AdminPageProps {
  me: Account;
  title: string;
  /** The address of the tab this page belongs to. */
  tab: string;
  flash?: string | null;
  failed?: boolean;
  children: ComponentChildren;
}

/** The frame of the pages of the administration. */
export function AdminPage({ me, tab, children, ...frame }: AdminPageProps) {
  const tabs = PAGES.filter(({ ownerOnly }) => !ownerOnly || me.role === "owner")
    .map(({ label, href }) => ({ label, href, current: href === tab }));
  return <ColumnPage {...frame} tabs={tabs} tabsLabel="Administration">{children}</ColumnPage>;
}
