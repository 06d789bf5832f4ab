import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/Icon.tsx";

export interface MessageActionsProps {
  author: string;
  /** Each absent where it is not allowed; at least one is there. */
  onEdit?: () => void;
  onDelete?: () => void;
  /** Begins a conversation with its author. */
  onDirect?: () => void;
  /** Marks it and all after it as unread. */
  onUnread?: () => void;
  /** Up (-1) or down (1) to another message's actions. */
  onMove: (step: 1 | -1) => void;
  onEscape: () => void;
}

/** What can be done with a message. Floats over it, so that nothing moves; hidden until pointer or focus is near. */
export function MessageActions(props: MessageActionsProps) {
  const { author, onEdit, onDelete, onDirect, onUnread, onMove, onEscape } = props;
  const [isAsking, setAsking] = useState(false);
  const wasAsking = useRef(false);
  const group = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // The button that was pressed is gone: focus goes to the one in its place.
    if (isAsking !== wasAsking.current) {
      group.current!.querySelector<HTMLElement>("[data-action=trash]")!.focus();
    }
    wasAsking.current = isAsking;
  }, [isAsking]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (step !== 0 && !isAsking) onMove(step);
    else if (event.key !== "Escape") return;
    else if (isAsking) setAsking(false);
    else onEscape();
    event.preventDefault();
  };
  const button = (
    icon: "edit" | "trash" | "chat" | "unread",
    label: string,
    onClick?: () => void,
  ) =>
    onClick && (
      <button
        type="button"
        class="icon-button"
        data-action={icon}
        aria-label={label}
        title={label}
        onClick={onClick}
      >
        <Icon name={icon} />
      </button>
    );
  return (
    <div
      ref={group}
      class="message-actions"
      // The log announces what is added to it; this is not news.
      aria-live="off"
      role="group"
      aria-label={`Message by ${author}`}
      data-asking={isAsking || undefined}
      onKeyDown={onKeyDown}
    >
      {isAsking
        ? (
          <>
            <button
              type="button"
              class="button"
              data-kind="danger"
              data-action="trash"
              onClick={onDelete}
            >
              Delete for good
            </button>
            <button type="button" class="button" onClick={() => setAsking(false)}>Keep</button>
          </>
        )
        : (
          <>
            {button("chat", `Message ${author} directly`, onDirect)}
            {button("unread", "Mark unread from here", onUnread)}
            {button("edit", "Edit", onEdit)}
            {button("trash", "Delete", onDelete && (() => setAsking(true)))}
          </>
        )}
    </div>
  );
}
