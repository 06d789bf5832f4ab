import { serveConnection, type Thread } from "./connection_thread.ts";

serveConnection(self as unknown as Thread);
