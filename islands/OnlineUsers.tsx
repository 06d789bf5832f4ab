import { useChat } from "../client/view/use_chat.ts";
import { type PeopleCounts, PeoplePanel } from "../components/people/PeoplePanel.tsx";
import { unlessCached } from "../components/ui/cached_markup.ts";
import "../bundles/shared_chunk.ts";
import type { User } from "../protocol/entities.ts";
import { hasAccount } from "../protocol/roles.ts";

interface OnlineUsersProps {
  /** The reader's user id. */
  me: string;
  /** Who of those in the open room is online, by name; of many some. */
  people: User[];
  counts: PeopleCounts;
}

export default unlessCached(OnlineUsers);

/** The column of people. */
function OnlineUsers({ me, people, counts }: OnlineUsersProps) {
  const chat = useChat({ people });
  const mayTalk = chat && hasAccount(chat.me.value);
  return (
    <PeoplePanel
      me={me}
      people={chat?.room.value.people.value ?? people}
      namesakes={chat?.room.value.namesakes.value}
      counts={chat?.room.value.info.value ?? counts}
      onDirect={mayTalk ? (user) => chat.show({ kind: "direct", people: [user] }) : undefined}
    />
  );
}
