import type { Fault } from "./fault.ts";

/** What is wrong with a form, when no field of it is to blame. Has the focus then, so that it is read out. */
export function FormFault({ fault }: { fault?: Fault | null }) {
  if (!fault || fault.field !== null) return null;
  return <p class="form-fault" role="alert" tabIndex={-1} autofocus>{fault.message}</p>;
}
