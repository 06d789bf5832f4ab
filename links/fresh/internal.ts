/** Stands in for `fresh/internal`: what the generated `_fresh/server.js` imports. */
export { applySnapshot } from "./app.ts";
