import { useEffect } from "preact/hooks";
import type { Chat, OpenDialog } from "../client/types.ts";
import { focusComposer } from "../components/message/composing.ts";
import { DirectDialog } from "../components/people/DirectDialog.tsx";
import type { FindUsers } from "../components/people/PeopleSearch.tsx";
import { RoomDetails } from "../components/room/RoomDetails.tsx";
import { ShortcutsDialog } from "../components/ui/ShortcutsDialog.tsx";

/** What a dialog shows, and what it does in the chat. */
export function ChatDialog({ chat, dialog }: { chat: Chat; dialog: OpenDialog }) {
  const close = () => chat.show(null);
  if (dialog.kind === "shortcuts") return <ShortcutsDialog onClose={close} />;
  const find = (query: string) => chat.findUsers(query);
  if (dialog.kind === "room") return <Details chat={chat} find={find} onClose={close} />;
  const open = async (userIds: string[]) => {
    const outcome = await chat.openDirect(userIds);
    // Once the dialog is gone and has given the focus back to where it came from.
    if (outcome.ok) setTimeout(focusComposer);
    return outcome;
  };
  return <DirectDialog people={dialog.people} find={find} onOpen={open} onClose={close} />;
}

function Details({ chat, ...rest }: { chat: Chat; find: FindUsers; onClose: () => void }) {
  const { info, settings } = chat.room.value;
  useEffect(() => settings.watch(), []);
  return (
    <RoomDetails
      me={chat.me.value.id}
      room={info.value}
      members={settings.members.value}
      manages={settings.manages.value}
      onUpdate={(changes) => settings.update(changes)}
      onInvite={(userId, options) => settings.invite(userId, options)}
      onRemove={(userId) => settings.remove(userId)}
      deletes={settings.deletes.value}
      onLeave={() => chat.leaveForGood()}
      onDelete={() => chat.deleteRoom()}
      {...rest}
    />
  );
}
