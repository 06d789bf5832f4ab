import { Head } from "fresh/runtime";
import { useContext } from "preact/hooks";
import { NAME_CHARACTERS, utf16Units } from "../../../protocol/limits.ts";
import { roomPath } from "../../../protocol/paths.ts";
import { Mark } from "../../ui/Brand.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { ServerName } from "../../ui/page/server_name.ts";
import { OtherWayIn } from "./OtherWayIn.tsx";

export interface WaitingRoom {
  id: string;
  title: string;
  /** How many people are in it now. */
  online: number;
}

interface JoinPageProps {
  /** The rooms that wait, as they should be listed. */
  rooms: readonly WaitingRoom[];
  /** Where to go once joined: a path of this site. */
  to?: string;
  /** Whether anybody may make an account. */
  open: boolean;
  /** What was typed, when the name was refused. */
  name?: string;
  /** Why the name was refused, as a sentence. */
  error?: string;
}

/** One field and one button. A plain form: it works without scripts. */
export function JoinPage({ rooms, to, open, name, error }: JoinPageProps) {
  const server = useContext(ServerName);
  return (
    <main class="single">
      <Head>
        <title>{error ? `Error: Join ${server}` : `Join ${server}`}</title>
      </Head>
      <div class="card">
        <header class="card-head">
          <Mark size={36} />
          <h1 class="card-title">Join {server}</h1>
          <p class="card-text">Choose a name, and you are in.</p>
        </header>
        <JoinForm to={to} name={name} error={error} />
        <div class="other-ways">
          <OtherWayIn text="Have an account?" label="Sign in" path="/login" to={to} />
          {open && (
            <OtherWayIn text="Want to keep your name?" label="Register" path="/register" to={to} />
          )}
        </div>
        {rooms.length > 0 && <WaitingRooms rooms={rooms} to={to} />}
      </div>
      <p class="product">Confab, group chat that runs on your own server</p>
    </main>
  );
}

function JoinForm({ to, name, error }: Pick<JoinPageProps, "to" | "name" | "error">) {
  return (
    <form class="card-form" method="post" action="/">
      {to && <input type="hidden" name="to" value={to} />}
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
          maxLength={utf16Units(NAME_CHARACTERS)}
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

function WaitingRooms({ rooms, to }: Pick<JoinPageProps, "rooms" | "to">) {
  return (
    <section class="waiting" aria-labelledby="waiting">
      <h2 class="waiting-title" id="waiting">Rooms</h2>
      <ul class="waiting-list">
        {rooms.map((room) => {
          const path = roomPath(room.id);
          return (
            <li key={room.id}>
              <a class="side-row" href={path} aria-current={path === to ? "page" : undefined}>
                <Icon name="hash" />
                <bdi class="side-name">{room.title}</bdi>
                {room.online > 0 && (
                  <span class="side-note">
                    <span class="dot" />
                    {room.online} online
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
