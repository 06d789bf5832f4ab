import type { Account } from "../../protocol/entities.ts";
import { SETTINGS_PATH } from "../../protocol/paths.ts";
import { isAdmin } from "../../protocol/roles.ts";
import type { Tab } from "../ui/page/ColumnPage.tsx";

type Page = Omit<Tab, "current">;

const OWN: Page[] = [
  { label: "Settings", href: SETTINGS_PATH, icon: "sliders" },
  { label: "Your account", href: "/account", icon: "key" },
];

const ADMINISTRATION: (Page & { ownerOnly?: true })[] = [
  { label: "People", href: "/admin", icon: "users" },
  { label: "Invites", href: "/admin/invites", icon: "link" },
  { label: "Bans", href: "/admin/bans", icon: "shield" },
  { label: "Rooms", href: "/admin/rooms", icon: "hash" },
  { label: "Server", href: "/admin/server", icon: "server" },
  { label: "Audit log", href: "/admin/audit", icon: "list", ownerOnly: true },
];

/** The pages around accounts that somebody may open.
 *  @param current the address of the one that is open, or that it belongs to */
export function accountTabs(me: Account, current: string): { label: string; tabs: Tab[] }[] {
  const tabs = (pages: Page[]) =>
    pages.map((page) => ({ ...page, current: page.href === current }));
  const own = { label: "You", tabs: tabs(OWN) };
  if (!isAdmin(me)) return [own];
  const open = ADMINISTRATION.filter(({ ownerOnly }) => !ownerOnly || me.role === "owner")
    .map(({ label, href, icon }) => ({ label, href, icon }));
  return [own, { label: "Administration", tabs: tabs(open) }];
}
