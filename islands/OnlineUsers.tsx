import { useChat } from "../client/view/use_chat.ts";
import { usePeople } from "../client/view/use_people.ts";
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
      online={people}
      offline={null}
      counts={counts}
      {...usePeople(chat, isWide)}
      onDirect={mayTalk ? (user) => chat.show({ kind: "direct", people: [user] }) : undefined}
    />
  );
}

/** Whether the page has room for the column; below that people are in a drawer. */
function isWide(): boolean {
  return matchMedia("(width >= 70rem)").matches;
}
