import { PageTitle } from "../../components/ui/page/PageTitle.tsx";
import type { chatIslands } from "./chat_islands.ts";

/** Runs while the page is still being read, when the room is there: only now its messages are shown, at the newest one. */
const SHOW_NEWEST =
  "{const log=document.querySelector('[role=log]');log.closest('.app').removeAttribute('data-reading');" +
  "log.scrollTop=log.scrollHeight}";

/** An open room between the list of rooms and the people in it. Reads without scripts; the islands take
 *  over where they stand. */
export function ChatPage(
  { title, list, header, status, log, composer, people }: ReturnType<typeof chatIslands>,
) {
  return (
    <div class="app" data-reading>
      <PageTitle title={title} />
      <a class="visually-hidden skip-link" href="#composer">Skip to writing</a>
      {list}
      <main class="room">
        {header}
        {status}
        {log}
        {composer}
        <noscript>
          <p class="no-script">Turn on JavaScript to write here.</p>
        </noscript>
        <script dangerouslySetInnerHTML={{ __html: SHOW_NEWEST }} />
      </main>
      {people}
    </div>
  );
}
