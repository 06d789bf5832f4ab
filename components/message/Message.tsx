import type { ComponentChildren } from "preact";
import { Avatar } from "../people/Avatar.tsx";
import { MessageText } from "./MessageText.tsx";

interface MessageProps {
  /** Identifies the row to the scroll anchor. */
  rowKey: string;
  author: string;
  text: string;
  /** When it was written, in milliseconds since the epoch. */
  at: number;
  /** That time of day as the reader writes it, and with its date. */
  time: string;
  fullTime: string;
  /** Begins a group. The others go without avatar, their name and time out of sight. */
  first: boolean;
  state?: "pending" | "failed" | "deleted" | "going";
  edited?: boolean;
  /** In the place of the text. */
  editor?: ComponentChildren;
  /** What can be done with it; floats over it. */
  actions?: ComponentChildren;
  /** The actions stay in sight. */
  pinned?: boolean;
  /** What stands below the text. */
  children?: ComponentChildren;
}

/** One message of the log. */
export function Message(props: MessageProps) {
  const { rowKey, author, text, at, time, fullTime, first, state, edited, children } = props;
  const { editor, actions, pinned } = props;
  return (
    <article
      class="message"
      data-key={rowKey}
      data-follows={first ? undefined : true}
      data-state={state}
      data-pinned={pinned || undefined}
    >
      {first && <Avatar name={author} />}
      <div class="message-body">
        <header class="message-head">
          <bdi class={first ? "message-author" : "visually-hidden"}>{author}</bdi>{" "}
          <time class="message-time" dateTime={new Date(at).toISOString()} title={fullTime}>
            {time}
          </time>
        </header>
        {editor ?? <Text text={text} isDeleted={state === "deleted"} />}
        {edited && !editor && state !== "deleted" && <div class="message-note">Edited</div>}
        {children}
      </div>
      {actions}
    </article>
  );
}

function Text({ text, isDeleted }: { text: string; isDeleted: boolean }) {
  if (isDeleted) return <div class="message-text">This message was deleted.</div>;
  return <MessageText text={text} />;
}
