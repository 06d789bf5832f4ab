/** What more than one island shows. Every island imports this, so that the bundler puts all of it into the file that
 *  they share anyway: one for each set of islands, they would be 2 KB more to load, since small files compress badly.
 *  @module */
import "./Avatar.tsx";
import "./composer_note.ts";
import "./Drawer.tsx";
import "./fit_height.ts";
import "./focus_composer.ts";
import "./Icon.tsx";
import "./PeoplePanel.tsx";
import "./presence_text.ts";
import "./ready_markup.ts";
import "./RoomNav.tsx";
import "./submit_key.ts";
