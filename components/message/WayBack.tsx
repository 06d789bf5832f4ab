import { Icon } from "../ui/Icon.tsx";

interface WayBackProps {
  onClick: () => void;
  onDismiss: () => void;
}

/** Floats over the log's top after somebody went to the end past what they had not read. */
export function WayBack({ onClick, onDismiss }: WayBackProps) {
  return (
    <div class="jump" data-way="back">
      <div class="jump-pill">
        <button type="button" class="jump-go" onClick={onClick}>
          <Icon name="arrowUp" />
          Back to where you left off
        </button>
        <button
          type="button"
          class="jump-dismiss"
          aria-label="Dismiss"
          title="Dismiss"
          onClick={onDismiss}
        >
          <Icon name="x" />
        </button>
      </div>
    </div>
  );
}
