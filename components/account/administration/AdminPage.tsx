import type { ComponentChildren } from "preact";
import type { Account } from "../../../protocol/entities.ts";
import { accountTabs } from "../account_tabs.ts";
import { ColumnPage } from "../../ui/page/ColumnPage.tsx";

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
  return <ColumnPage {...frame} tabs={accountTabs(me, tab)}>{children}</ColumnPage>;
}
