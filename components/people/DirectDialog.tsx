import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { User } from "../../protocol/entities.ts";
import type { Outcome } from "../../protocol/errors.ts";
import { DIRECT_OTHERS } from "../../protocol/limits.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { type FindUsers, PeopleSearch } from "./PeopleSearch.tsx";

interface DirectDialogProps {
  /** Who is chosen at first. */
  people: readonly User[];
  find: FindUsers;
  /** Opens the conversation of these and oneself. */
  onOpen: (userIds: string[]) => Promise<Outcome>;
  onClose: () => void;
}

/** Chooses with whom to talk. */
export function DirectDialog({ people, find, onOpen, onClose }: DirectDialogProps) {
  const [chosen, setChosen] = useState(people);
  const [error, setError] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isFull = chosen.length >= DIRECT_OTHERS;

  // Opened from a name, there is somebody chosen already.
  useLayoutEffect(() => {
    if (people.length > 0) button.current!.focus();
  }, []);

  const choose = (users: readonly User[]) => {
    setChosen(users);
    setError(null);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (chosen.length === 0) return;
    const outcome = await onOpen(chosen.map((user) => user.id));
    if (outcome.ok) onClose();
    else setError(outcome.error.message);
  };

  return (
    <Dialog title="New message" onClose={onClose}>
      <form class="dialog-body" onSubmit={submit}>
        <ul class="chips" aria-label="Chosen people">
          {chosen.map((user) => (
            <li key={user.id} class="chip">
              <bdi>{user.name}</bdi>
              <button
                type="button"
                class="chip-remove"
                aria-label={`Take out ${user.name}`}
                onClick={() => choose(chosen.filter((one) => one !== user))}
              >
                <Icon name="x" size={12} />
              </button>
            </li>
          ))}
          {chosen.length === 0 && <li class="chips-none">Choose one or more people.</li>}
        </ul>
        {isFull
          ? <p class="dialog-text">A conversation has at most {DIRECT_OTHERS + 1} people.</p>
          : (
            <PeopleSearch
              label="Find a person"
              find={find}
              taken={chosen.map((user) => user.id)}
              onPick={(user) => choose([...chosen, user])}
              onBack={() => choose(chosen.slice(0, -1))}
              focused={people.length === 0}
            />
          )}
        {error && <p class="field-error" role="alert">{error}</p>}
        <div class="dialog-actions">
          <button
            ref={button}
            type="submit"
            class="button"
            data-kind="primary"
            disabled={chosen.length === 0}
          >
            Open the conversation
          </button>
        </div>
      </form>
    </Dialog>
  );
}
