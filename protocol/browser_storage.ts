/** Names under which a browser keeps what is somebody's, for all who write it or make it go. */

/** A cookie, for the next page after a sign-out: whatever is kept of the person is to go. */
export const SIGNED_OUT_COOKIE = "signed_out";
/** In `localStorage`, for a moment when that is done: the other tabs hear of it. */
export const SIGNED_OUT_KEY = "confab.signed-out";
/** In `localStorage`, for a moment: what a guest has just chosen (./settings.ts), so that their other tabs hear of it. */
export const SETTINGS_KEY = "confab.settings";
/** In IndexedDB: what waits to be sent. By its first name, so that what older pages have left is found. */
export const OUTGOING_DATABASE = "confab-outbox";
