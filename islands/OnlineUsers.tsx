import { useChat } from "../client/use_chat.ts";
import { PeoplePanel } from "../components/PeoplePanel.tsx";
import type { User } from "../protocol/entities.ts";

interface OnlineUsersProps {
  me: User;
  /** Who is in the open room, by name. */
  people: User[];
}

/** The column of people. */
export default function OnlineUsers({ me, people }: OnlineUsersProps) {
  const chat = useChat({ people });
  return <PeoplePanel me={me.id} people={chat?.room.value.people.value ?? people} />;
}
