import type { HttpError } from "fresh";
import type { Result } from "../../protocol/errors.ts";
import { ErrorText } from "../middleware/error_pages.tsx";
import { refusal, sentence } from "./error_response.ts";

/** What succeeded, where nothing but somebody else's act at the same moment makes it fail.
 *  @throws ErrorText that says why it was refused */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const status = refusal(result.error).status as HttpError["status"];
  throw new ErrorText(status, "That was refused", sentence(result.error));
}
