import { hasAccount } from "../client/permissions.ts";
import { useChat } from "../client/use_chat.ts";
import { PeoplePanel } from "../components/PeoplePanel.tsx";
import "../components/together.ts";
import type { Account, User } from "../protocol/entities.ts";

interface OnlineUsersProps {
  me: Account;
  /** Who is in the open room, by name. */
  people: User[];
}

/** The column of people. */
export default function OnlineUsers({ me, people }: OnlineUsersProps) {
  const chat = useChat({ people });
  const mayTalk = chat && hasAccount(chat.me.value);
  return (
    <PeoplePanel
      me={me.id}
      people={chat?.room.value.people.value ?? people}
      onDirect={mayTalk ? (user) => chat.show({ kind: "direct", people: [user] }) : undefined}
    />
  );
}
