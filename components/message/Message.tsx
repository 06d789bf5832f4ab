import type { ComponentChildren } from "preact";
import type { User } from "../../protocol/entities.ts";
import { Avatar } from "../people/Avatar.tsx";
import type { Fresh } from "./fresh_rows.ts";
import { MessageText } from "./MessageText.tsx";

interface MessageProps {
  /** Identifies the row to the scroll anchor. */
  rowKey: string;
  author: Pick<User, "name" | "role">;
  /** Tells them from others of their name; may be empty. */
  tag?: string;
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
  /** Came while the reader was away: it stands beside the bracket, which ends at the last one. */
  fresh?: Fresh;
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
  const { editor, actions, pinned, fresh, tag } = props;
  return (
    <article
      class="message"
      data-key={rowKey}
      data-follows={first ? undefined : true}
      data-state={state}
      data-pinned={pinned || undefined}
      data-fresh={fresh}
    >
      {first && <Avatar user={author} />}
      <div class="message-body">
        <header class="message-head">
          <bdi class={first ? "message-author" : "visually-hidden"}>{author.name}</bdi>{" "}
          {tag && <span class={first ? "name-tag" : "visually-hidden"}>{tag}</span>}
          <time class="message-time" dateTime={new Date(at).toISOString()} title={fullTime}>
            <TimeText time={time} />
          </time>
        </header>
        {editor ?? <Text text={text} isDeleted={state === "deleted"} edited={edited} />}
        {edited && !editor && state !== "deleted" && <span class="visually-hidden">Edited</span>}
        {children}
      </div>
      {actions}
    </article>
  );
}

/** The time with what tells morning from afternoon apart: beside a following message is room for the figures only. */
function TimeText({ time }: { time: string }) {
  const [, figures = time, period] = /^(.*\d)(\s.*)$/.exec(time) ?? [];
  return (
    <>
      {figures}
      {period && <span class="message-period">{period}</span>}
    </>
  );
}

function Text({ text, isDeleted, edited }: {
  text: string;
  isDeleted: boolean;
  edited?: boolean;
}) {
  if (isDeleted) return <div class="message-text">This message was deleted.</div>;
  return <MessageText text={text} edited={edited} />;
}
