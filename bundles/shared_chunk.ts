/** Puts all islands into one file: they are on one page always. Each imports this, and so all of them, so that whatever
 *  one of them takes is shared by all. Left alone the bundler makes a file for each set of islands that share something,
 *  which is 2 KB more to load, since small files compress badly.
 *  @module */
import "../islands/Composer.tsx";
import "../islands/ConnectionStatus.tsx";
import "../islands/MessageLog.tsx";
import "../islands/OnlineUsers.tsx";
import "../islands/RoomHeader.tsx";
import "../islands/RoomList.tsx";
