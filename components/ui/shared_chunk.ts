/** What more than one island shows. Every island imports this, so that the bundler puts all of it into the file that
 *  they share anyway: one for each set of islands, they would be 2 KB more to load, since small files compress badly.
 *  @module */
import "../message/composing.ts";
import "../message/length_note.ts";
import "../message/presence_text.ts";
import "../people/Avatar.tsx";
import "../people/PeoplePanel.tsx";
import "../room/RoomNav.tsx";
import "./cached_markup.ts";
import "./Drawer.tsx";
import "./Icon.tsx";
