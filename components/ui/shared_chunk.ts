/** What more than one island shows. Every island imports this, so that the bundler puts all of it into the file that
 *  they share anyway: one for each set of islands, they would be 2 KB more to load, since small files compress badly.
 *  @module */
import "../people/Avatar.tsx";
import "../message/composer_note.ts";
import "./Drawer.tsx";
import "./fit_height.ts";
import "../message/focus_composer.ts";
import "./Icon.tsx";
import "../people/PeoplePanel.tsx";
import "../message/presence_text.ts";
import "./cached_markup.ts";
import "../room/RoomNav.tsx";
import "./submit_key.ts";
