import { signal } from "@preact/signals";

/** What is fetched when somebody asks for it: what it does takes a connection anyway. Null until it is there. */
export const onDemand = signal<typeof import("./dialogs.ts") | null>(null);

/** Fetches it. False when that failed: there is no connection, or the server has a newer page than this one. */
export async function provideOnDemand(): Promise<boolean> {
  try {
    onDemand.value ??= await import("./dialogs.ts");
    return true;
  } catch {
    return false;
  }
}
