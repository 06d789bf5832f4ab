import { enterSends } from "../message/composing.ts";
import { Dialog } from "./Dialog.tsx";

/** What the Enter key does, where it sends and where it does not. */
const ENTER: Record<"sends" | "breaks", typeof SHORTCUTS> = {
  sends: [[["Enter"], "Send the message"], [["Shift Enter"], "Start a new line"]],
  breaks: [[["Ctrl Enter"], "Send the message"], [["Enter"], "Start a new line"]],
};

/** What other keys do; several for one thing stand beside each other. */
const SHORTCUTS: [keys: string[], does: string][] = [
  [["↑"], "Edit your last message, while the field is empty"],
  [["Esc"], "Mark the room as read; leave an edit, close what is open"],
  [["Ctrl K"], "Find a room"],
  [["Alt ↑", "Alt ↓"], "Go to the room above or below"],
  [["Page up", "Page down"], "Scroll, while the messages have the focus"],
  [["End"], "Go to the latest message, while the messages have the focus"],
  [["?"], "Show this list, while no field has the focus"],
];

/** Tells what can be done by keyboard. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const isMac = /mac/i.test(navigator.platform);
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div class="dialog-body">
        <dl class="shortcuts">
          {[...ENTER[enterSends() ? "sends" : "breaks"], ...SHORTCUTS].map(([keys, does]) => (
            <div key={does}>
              <dt>
                {keys.map((key) => <kbd key={key}>{isMac ? onMac(key) : key}</kbd>)}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <p class="dialog-text">
          What you type while no field has the focus goes into your message.
        </p>
      </div>
    </Dialog>
  );
}

function onMac(key: string): string {
  return key.replace("Alt", "Option").replace("Ctrl", "⌘");
}
