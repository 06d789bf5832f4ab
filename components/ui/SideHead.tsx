import type { ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";

interface SideHeadProps {
  children: ComponentChildren;
  /** In a drawer: closes it. */
  onClose?: () => void;
}

/** The head of a column beside the log. */
export function SideHead({ children, onClose }: SideHeadProps) {
  return (
    <div class="side-head">
      {children}
      {onClose && (
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="x" size={20} />
        </button>
      )}
    </div>
  );
}
