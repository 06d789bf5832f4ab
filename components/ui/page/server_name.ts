import { createContext } from "preact";

/** What the server is called, for the pages that are rendered for it. */
export const ServerName = createContext("Confab");
