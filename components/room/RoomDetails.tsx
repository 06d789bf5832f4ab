import { useState } from "preact/hooks";
import type { Posting, RoomInfo, RoomMember } from "../../protocol/entities.ts";
import type { Outcome } from "../../protocol/errors.ts";
import { TITLE_CHARACTERS, TOPIC_CHARACTERS } from "../../protocol/limits.ts";
import { type FindUsers, PeopleSearch } from "../people/PeopleSearch.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { EditableLine } from "./EditableLine.tsx";
import { MemberRows } from "./MemberRows.tsx";
import { RoomEnding } from "./RoomEnding.tsx";

interface RoomDetailsProps {
  /** The id of the reader. */
  me: string;
  room: RoomInfo;
  /** Of a public room its managers, of others everybody in it; null while they are not known. */
  members: readonly RoomMember[] | null;
  /** Whether the reader may change any of it. */
  manages: boolean;
  find: FindUsers;
  onUpdate: (changes: {
    title?: string;
    topic?: string;
    archived?: boolean;
    posting?: Posting;
  }) => Promise<Outcome>;
  onInvite: (userId: string, options: { manager: boolean }) => Promise<Outcome>;
  onRemove: (userId: string) => Promise<Outcome>;
  /** Whether the reader may delete it. */
  deletes: boolean;
  /** Leaves the room for good. */
  onLeave: () => Promise<Outcome>;
  /** Deletes it for everybody. */
  onDelete: () => Promise<Outcome>;
  onClose: () => void;
}

/** What a room is and who is in it, with what the reader may change of that. */
export function RoomDetails(props: RoomDetailsProps) {
  const { me, room, members, manages, find, onUpdate, onInvite, onRemove, onClose } = props;
  const [error, setError] = useState<string | null>(null);
  const isPublic = room.kind === "public";
  const isDirect = room.kind === "direct";
  const change = async (outcome: Promise<Outcome>) => {
    const result = await outcome;
    setError(result.ok ? null : result.error.message);
  };
  const line = (field: "title" | "topic") =>
    manages ? (value: string) => onUpdate({ [field]: value }) : undefined;

  return (
    <Dialog title={isDirect ? "Conversation" : "Room details"} onClose={onClose}>
      <div class="dialog-body">
        {!isDirect && (
          <>
            <EditableLine
              label="Title"
              value={room.title}
              placeholder=""
              maxCharacters={TITLE_CHARACTERS}
              onSave={line("title")}
            />
            <EditableLine
              label="Topic"
              value={room.topic}
              placeholder="No topic"
              maxCharacters={TOPIC_CHARACTERS}
              onSave={line("topic")}
            />
          </>
        )}
        <p class="dialog-text">{KINDS[room.kind]}</p>
        {error && <p class="field-error" role="alert">{error}</p>}
        {!isDirect && (
          <PostingChoice
            posting={room.posting}
            onChange={manages ? (posting) => change(onUpdate({ posting })) : undefined}
          />
        )}
        <section class="detail" aria-label={isPublic ? "Managers" : "Members"}>
          <h3 class="detail-label">
            {isPublic ? "Managers" : "Members"}{" "}
            <span class="side-count">{members?.length || ""}</span>
          </h3>
          <MemberRows
            me={me}
            members={members}
            onRemove={manages ? ({ user }) => change(onRemove(user.id)) : undefined}
            // A public room has no members but its managers.
            onManager={manages && !isPublic
              ? ({ user }, manager) => change(onInvite(user.id, { manager }))
              : undefined}
          />
          {manages && (
            <PeopleSearch
              label={isPublic ? "Add a manager" : "Invite a person"}
              find={find}
              taken={members?.map(({ user }) => user.id) ?? []}
              onPick={(user) => change(onInvite(user.id, { manager: isPublic }))}
            />
          )}
        </section>
        <RoomEnding {...props} onChange={change} />
      </div>
    </Dialog>
  );
}

const KINDS = {
  public: "A public room: everybody can read it.",
  private: "A private room: only its members know of it.",
  direct:
    "Only the people in this conversation know of it. To add people, start a new conversation.",
};

const POSTING = { everyone: "Everyone", managers: "Only managers" };

function PostingChoice({ posting, onChange }: {
  posting: Posting;
  /** Absent: it cannot be changed. */
  onChange?: (posting: Posting) => void;
}) {
  return (
    <fieldset class="detail">
      <legend class="detail-label">Who can write here</legend>
      {onChange
        ? (["everyone", "managers"] as const).map((value) => (
          <label key={value} class="choice">
            <input
              type="radio"
              name="posting"
              checked={posting === value}
              onChange={() => onChange(value)}
            />
            {POSTING[value]}
          </label>
        ))
        : <p class="detail-value">{POSTING[posting]}</p>}
    </fieldset>
  );
}
