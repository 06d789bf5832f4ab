import { PageTitle } from "../../components/ui/page/PageTitle.tsx";
import { NEWEST_PARAMETER } from "../../protocol/paths.ts";
import type { chatIslands } from "./chat_islands.ts";

/** Runs while the page is still being read, when the room is there: only now its messages are shown, at the newest one, or
 *  from the "New" divider on where that is out of sight then. It stands below the top as in `use_scroll.ts`. */
const SHOW =
  "{const log=document.querySelector('[role=log]'),divider=log.querySelector('[data-kind=new]');" +
  "const top=(element)=>element.getBoundingClientRect().top;" +
  "log.closest('.app').removeAttribute('data-reading');log.scrollTop=log.scrollHeight;" +
  "if(divider)log.scrollTop-=Math.max(0,top(log)+16-top(divider))}";

/** An open room between the list of rooms and the people in it. Reads without scripts; the islands take
 *  over where they stand. */
export function ChatPage(
  { title, isNewest, list, header, status, log, composer, people }: ReturnType<
    typeof chatIslands
  >,
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
          <p class="no-script">
            Turn on JavaScript to write here.{" "}
            {!isNewest && <a href={`?${NEWEST_PARAMETER}`}>Show the newest messages</a>}
          </p>
        </noscript>
        <script dangerouslySetInnerHTML={{ __html: SHOW }} />
      </main>
      {people}
    </div>
  );
}
