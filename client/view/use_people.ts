import { useEffect } from "preact/hooks";
import type { Chat } from "../types.ts";

/** Who is in the open room, for a panel that shows them; kept known as long as it does.
 *  @param isShown whether it does: a column that is out of sight asks for nothing */
export function usePeople(chat: Chat | null, isShown: () => boolean = () => true) {
  const room = chat?.room.value;
  useEffect(() => {
    if (!room || !isShown()) return;
    const ends = [room.people.watch(), room.settings.watch()];
    return () => ends.forEach((end) => end());
  }, [room]);
  if (!room) return null;
  const { people, settings, info } = room;
  const counts = info.value;
  const managers = (settings.members.value ?? []).filter(({ manager }) => manager);
  return {
    online: people.online.value,
    offline: people.offline.value,
    counts: room.ready.value || room.problem.value || chat!.connection.value.status === "online"
      ? counts
      : null,
    managers: new Set(managers.map(({ user }) => user.id)),
    namesakes: room.namesakes.value,
    onMore: people.hasMore(counts) ? () => void people.more(counts) : undefined,
    onFind: (query: string) => people.find(query),
  };
}
