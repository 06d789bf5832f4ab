import type { ComponentChildren } from "preact";
import {
  NOTE_CHARACTERS,
  SERVER_NAME_CHARACTERS,
  TITLE_CHARACTERS,
  utf16Units,
} from "../../protocol/limits.ts";
import { HOME_ROOM, roomPath, ROOMS_PATH } from "../../protocol/paths.ts";
import { Icon } from "../ui/Icon.tsx";

/** What a new server's owner has done of what makes it a place to talk. */
export interface FirstRunProps {
  /** What the server is called; null while it has no name of its own. */
  name: string | null;
  /** Whether anybody was invited, or has come. Null: nobody can be, this server takes no new accounts. */
  invited: boolean | null;
  /** Whether there is another room than the first. */
  hasRooms: boolean;
}

/** Rooms that most begin with. */
const SUGGESTED = ["Design", "Support", "Announcements", "Kitchen"];

/** For how many, and for how many days, an invite is that is made here. */
const INVITED = { uses: 50, days: 7 };

/** What stands in the first room of a new server, for its owner: plain forms, so that it needs no script. */
export function FirstRun({ name, invited, hasRooms }: FirstRunProps) {
  return (
    <section class="first-run" aria-labelledby="first-run">
      <h2 class="empty-title" id="first-run">Your server is running</h2>
      <p class="first-run-lede">A few things make it a place to talk, in any order.</p>
      <ol class="steps">
        <Step title="Name the server" done={name !== null}>
          {name !== null
            ? (
              <p class="step-text">
                It is called <bdi class="strong">{name}</bdi>. People see this name when they join.
                {" "}
                <a href="/admin/server">Change</a>
              </p>
            )
            : <NameForm />}
        </Step>
        {invited !== null && (
          <Step title="Invite your team" done={invited}>
            {invited
              ? (
                <p class="step-text">
                  People can come. <a href="/admin/invites">Invite more</a>
                </p>
              )
              : <InviteForm />}
          </Step>
        )}
        <Step title="Create the first rooms" done={hasRooms}>
          {hasRooms
            ? (
              <p class="step-text">
                There is more than one now. <a href={ROOMS_PATH}>All rooms</a>
              </p>
            )
            : <RoomsForm />}
        </Step>
      </ol>
      <form method="post" action="/admin/first-run">
        <button type="submit" class="text-button">Hide this list</button>
      </form>
    </section>
  );
}

function Step({ title, done, children }: {
  title: string;
  done: boolean;
  children: ComponentChildren;
}) {
  return (
    <li class="step" data-done={done || undefined}>
      <span class="step-tick">{done && <Icon name="check" size={12} />}</span>
      <div>
        <h3 class="step-title">
          {title}
          {done && <span class="visually-hidden">, done</span>}
        </h3>
        {children}
      </div>
    </li>
  );
}

function NameForm() {
  return (
    <>
      <p class="step-text">People see the name when they join, and above the rooms.</p>
      <form class="step-line" method="post" action="/admin/server">
        <input type="hidden" name="to" value={roomPath(HOME_ROOM)} />
        <input
          class="input"
          name="name"
          aria-label="Name of the server"
          placeholder="Your team or company"
          autocomplete="off"
          required
          maxLength={utf16Units(SERVER_NAME_CHARACTERS)}
        />
        <button type="submit" class="button">Save</button>
      </form>
    </>
  );
}

function InviteForm() {
  return (
    <>
      <p class="step-text">
        Whoever has the link can join, up to {INVITED.uses} people within {INVITED.days} days.
      </p>
      <form class="step-line" method="post" action="/admin/invites">
        <input type="hidden" name="do" value="create" />
        <input type="hidden" name="role" value="member" />
        <input type="hidden" name="uses" value={INVITED.uses} />
        <input type="hidden" name="days" value={INVITED.days} />
        <input
          class="input"
          name="note"
          aria-label="Who the invite is for"
          placeholder="Who it is for (optional)"
          autocomplete="off"
          maxLength={utf16Units(NOTE_CHARACTERS)}
        />
        <button type="submit" class="button" data-kind="primary">Create a link</button>
      </form>
    </>
  );
}

function RoomsForm() {
  return (
    <>
      <p class="step-text">Choose some, or type your own. You can rename them later.</p>
      <form method="post" action={ROOMS_PATH}>
        <input type="hidden" name="to" value={roomPath(HOME_ROOM)} />
        <div class="step-chips">
          {SUGGESTED.map((title) => (
            <label key={title} class="step-chip">
              <input type="checkbox" name="title" value={title} />
              {title}
            </label>
          ))}
        </div>
        <div class="step-line">
          <input
            class="input"
            name="title"
            aria-label="Another room"
            placeholder="Another room"
            autocomplete="off"
            maxLength={utf16Units(TITLE_CHARACTERS)}
          />
          <button type="submit" class="button">Create rooms</button>
        </div>
      </form>
    </>
  );
}
