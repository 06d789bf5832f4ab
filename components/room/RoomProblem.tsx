import { useState } from "preact/hooks";
import { type Outcome, sentence, type WireError } from "../../protocol/errors.ts";
import { EmptyState } from "../ui/EmptyState.tsx";

interface RoomProblemProps {
  /** Why the room cannot be joined. `deleted`: it was there before. */
  problem: WireError & { deleted?: true };
  /** Makes the room that is missing. Absent: nobody can, under its id. */
  onCreate?: () => Promise<Outcome>;
  /** Opens another room. */
  onAway: () => void;
}

/** Says why a room is not there, as the page of such an address does (routes/rooms/[room].tsx), and makes it. */
export function RoomProblem({ problem, onCreate, onAway }: RoomProblemProps) {
  const [error, setError] = useState<string | null>(null);
  const away = (
    <button type="button" class="button" data-kind="primary" onClick={onAway}>
      Go to another room
    </button>
  );
  if (problem.code === "forbidden") {
    return (
      <EmptyState
        title="You can no longer see this room"
        text="You left it, or somebody removed you. Its members can invite you again."
      >
        {away}
      </EmptyState>
    );
  }
  if (problem.deleted) {
    return (
      <EmptyState title="This room was deleted" text="Nothing had been written in it.">
        {away}
      </EmptyState>
    );
  }
  if (problem.code !== "room_not_found") {
    return <EmptyState title="This room cannot be opened" text={sentence(problem)} />;
  }
  if (!onCreate) {
    return (
      <EmptyState
        title="This room does not exist"
        text="It may have been deleted, or you may not have access to it."
      >
        {away}
      </EmptyState>
    );
  }
  const create = async () => {
    const outcome = await onCreate();
    setError(outcome.ok ? null : sentence(outcome.error));
  };
  return (
    <EmptyState title="This room does not exist" text="You can create it now.">
      <button type="button" class="button" data-kind="primary" onClick={create}>
        Create the room
      </button>
      {error && <p class="field-error" role="alert">{error}</p>}
    </EmptyState>
  );
}
