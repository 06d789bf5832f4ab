import { useChat } from "../client/view/use_chat.ts";
import { PeoplePanel } from "../components/people/PeoplePanel.tsx";
import { unlessCached } from "../components/ui/cached_markup.ts";
import "../bundles/shared_chunk.ts";
import type { User } from "../protocol/entities.ts";
import { hasAccount } from "../protocol/roles.ts";

interface OnlineUsersProps {
  /** The reader's user id. */
  me: string;
  /** Who is in the open room, by name. */
  people: User[];
}

export default unlessCached(OnlineUsers);

/** The column of people. */
function OnlineUsers({ me, people }: OnlineUsersProps) {
  const chat = useChat({ people });
  const mayTalk = chat && hasAccount(chat.me.value);
  return (
    <PeoplePanel
      me={me}
      people={chat?.room.value.people.value ?? people}
      namesakes={chat?.room.value.namesakes.value}
      onDirect={mayTalk ? (user) => chat.show({ kind: "direct", people: [user] }) : undefined}
    />
  );
}
