import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RoomInfo } from "../../protocol/entities.ts";
import type { Outcome } from "../../protocol/errors.ts";

export interface RoomEndingProps {
  room: Pick<RoomInfo, "kind" | "archived">;
  /** Whether the reader may archive it. */
  manages: boolean;
  /** Whether they may delete it. */
  deletes: boolean;
  onUpdate: (changes: { archived: boolean }) => Promise<Outcome>;
  /** Leaves the room for good. */
  onLeave: () => Promise<Outcome>;
  /** Deletes it for everybody. */
  onDelete: () => Promise<Outcome>;
  /** Told of what is under way. */
  onChange: (outcome: Promise<Outcome>) => void;
}

/** Archiving the room, deleting it, or leaving it; what cannot be taken back is asked for twice. */
export function RoomEnding(props: RoomEndingProps) {
  const { room, manages, deletes, onUpdate, onLeave, onDelete, onChange } = props;
  const [asked, setAsked] = useState<"leave" | "delete" | null>(null);
  const before = useRef(asked);
  const buttons = {
    leave: useRef<HTMLButtonElement>(null),
    delete: useRef<HTMLButtonElement>(null),
  };
  useLayoutEffect(() => {
    // The button that was pressed is gone: focus goes to the one in its place.
    if (asked !== before.current) buttons[asked ?? before.current!].current!.focus();
    before.current = asked;
  }, [asked]);
  const mayLeave = room.kind !== "direct";
  if (!manages && !deletes && !mayLeave) return null;
  if (asked) {
    const { text, yes, no } =
      QUESTIONS[asked === "leave" && room.kind === "public" ? "quit" : asked];
    return (
      <div class="dialog-actions" data-kind="ending">
        <p class="dialog-text">{text}</p>
        <button
          type="button"
          class="button"
          data-kind="danger"
          ref={buttons[asked]}
          onClick={() => onChange(asked === "leave" ? onLeave() : onDelete())}
        >
          {yes}
        </button>
        <button type="button" class="button" onClick={() => setAsked(null)}>{no}</button>
      </div>
    );
  }
  return (
    <div class="dialog-actions" data-kind="ending">
      {manages && (
        <button
          type="button"
          class="button"
          data-kind={room.archived ? "quiet" : "danger"}
          title={room.archived
            ? "People can write in it again"
            : "It can be read, but nobody writes in it any more"}
          onClick={() => onChange(onUpdate({ archived: !room.archived }))}
        >
          {room.archived ? "Bring it back" : "Archive the room"}
        </button>
      )}
      {deletes && (
        <button
          ref={buttons.delete}
          type="button"
          class="button"
          data-kind="danger"
          title="Nothing was ever written in it"
          onClick={() => setAsked("delete")}
        >
          {room.kind === "direct" ? "Delete the conversation" : "Delete the room"}
        </button>
      )}
      {mayLeave && (
        <button
          ref={buttons.leave}
          type="button"
          class="button ending-quiet"
          data-kind="quiet"
          onClick={() => setAsked("leave")}
        >
          Leave the room
        </button>
      )}
    </div>
  );
}

const QUESTIONS = {
  quit: {
    text:
      "It goes from your list, on all your devices. You can join it again under “Browse all rooms”.",
    yes: "Leave the room",
    no: "Stay",
  },
  leave: {
    text: "You will see it again only if somebody invites you.",
    yes: "Leave for good",
    no: "Stay",
  },
  delete: {
    text: "Nothing was written in it. It will be gone for everybody.",
    yes: "Delete for everybody",
    no: "Keep it",
  },
};
