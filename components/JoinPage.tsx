import { Head } from "fresh/runtime";
import { NAME_CHARACTERS } from "../protocol/limits.ts";
import { Mark } from "./Brand.tsx";
import { Icon } from "./Icon.tsx";
import { roomPath } from "./paths.ts";

export interface WaitingRoom {
  id: string;
  title: string;
  /** How many people are in it now. */
  online: number;
}

interface JoinPageProps {
  /** The rooms that wait, as they should be listed; null when a name is not enough to come in. */
  rooms: readonly WaitingRoom[] | null;
  /** Where to go once joined: a path of this site. */
  next?: string;
  /** What was typed, when the name was refused. */
  name?: string;
  /** Why the name was refused, as a sentence. */
  error?: string;
}

/** One field and one button. A plain form: it works without scripts. */
export function JoinPage({ rooms, next, name, error }: JoinPageProps) {
  return (
    <main class="single">
      <Head>
        <title>{error ? "Error: Join Confab" : "Join Confab"}</title>
      </Head>
      <div class="card">
        <header class="card-head">
          <Mark size={40} />
          <h1 class="card-title">Confab</h1>
          <p class="card-text">Group chat that starts at once and loses nothing.</p>
        </header>
        {rooms === null
          ? <p class="card-text">This chat takes no guests.</p>
          : <JoinForm next={next} name={name} error={error} />}
        {rooms !== null && rooms.length > 0 && <WaitingRooms rooms={rooms} next={next} />}
      </div>
    </main>
  );
}

function JoinForm({ next, name, error }: Omit<JoinPageProps, "rooms">) {
  return (
    <form class="card-form" method="post" action="/">
      {next && <input type="hidden" name="next" value={next} />}
      <div class="field">
        <label class="field-label" for="name">Your name</label>
        <input
          class="input"
          id="name"
          name="name"
          dir="auto"
          autocomplete="nickname"
          autofocus
          required
          // Code points may take two UTF-16 units each; the server has the last word.
          maxLength={NAME_CHARACTERS * 2}
          defaultValue={name}
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? "name-error" : undefined}
        />
        {error && <p class="field-error" id="name-error">{error}</p>}
      </div>
      <button class="button" data-kind="primary" type="submit">Join</button>
    </form>
  );
}

function WaitingRooms({ rooms, next }: { rooms: readonly WaitingRoom[]; next?: string }) {
  return (
    <section class="waiting" aria-labelledby="waiting">
      <h2 class="waiting-title" id="waiting">Rooms that wait for you</h2>
      <ul class="waiting-list">
        {rooms.map((room) => {
          const path = roomPath(room.id);
          return (
            <li key={room.id}>
              <a class="side-row" href={path} aria-current={path === next ? "page" : undefined}>
                <Icon name="hash" />
                <bdi class="side-name">{room.title}</bdi>
                {room.online > 0 && <span class="side-note">{room.online} here</span>}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
