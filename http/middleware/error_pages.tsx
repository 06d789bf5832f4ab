import { HttpError } from "fresh";
import { type ErrorAction, ErrorPage } from "../../components/ui/page/ErrorPage.tsx";
import { StorageError } from "../../hub/ports/store.ts";
import { define, type State } from "../define.ts";
import { named } from "../named.tsx";
import { isOutOfFiles } from "../server/open_files.ts";
import { loggedPath } from "./request_logger.ts";

/** An error that says to people what happened and what they can do. */
export class PageError extends HttpError {
  constructor(
    status: HttpError["status"],
    readonly title: string,
    readonly text: string,
    /** Null: there is nothing one can do. */
    readonly action: ErrorAction | null = HOME,
  ) {
    super(status, title);
  }
}

/** When to come back to what a lack of storage or files has kept from being shown. */
const RETRY_AFTER_SECONDS = "5";

const HOME: ErrorAction = { label: "Go to the chat", href: "/" };

/** Turns whatever is thrown below into a page with the right status, and tells nothing of the inside.
 *  Stands within the content security policy, which Fresh's own error pages don't get. */
export const errorPages = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (thrown) {
    const error = describe(thrown);
    if (error.status >= 500) tell(ctx.state, loggedPath(ctx.url), thrown);
    const { status, title, text, action } = error;
    return await ctx.render(
      named(
        <ErrorPage status={status} title={title} text={text} action={action ?? undefined} />,
        ctx.state,
      ),
      { status, headers: status === 503 ? { "Retry-After": RETRY_AFTER_SECONDS } : {} },
    );
  }
});

/** An outage of the storage fails every request, and so does a lack of files: that is no bug of each of them. */
function tell({ logger, hub, requestId }: State, path: string, thrown: unknown): void {
  if (thrown instanceof StorageError || isOutOfFiles(thrown)) {
    hub.outages.tell("page failed", { requestId, path, error: (thrown as Error).message });
  } else {
    logger.error("page failed", { requestId, path, error: thrown });
  }
}

function describe(thrown: unknown): PageError {
  if (thrown instanceof PageError) return thrown;
  // An address that is no valid UTF-8 once decoded.
  if (thrown instanceof URIError) return describe(new HttpError(404));
  if (thrown instanceof StorageError) {
    return new PageError(
      503,
      "The chat cannot be loaded right now",
      "The server cannot reach its storage. Try again in a moment. Nothing is lost.",
    );
  }
  if (isOutOfFiles(thrown)) {
    return new PageError(503, "The server is busy", "Try again in a moment.");
  }
  if (!(thrown instanceof HttpError) || thrown.status >= 500) {
    return new PageError(500, "Something went wrong", "It is our fault. Try again in a moment.");
  }
  if (thrown.status === 404) {
    return new PageError(404, "There is nothing here", "The address may be wrong or out of date.");
  }
  if (thrown.status === 403) {
    const text = "The request did not come from this site. Reload the page and try again.";
    return new PageError(403, "That was refused", text);
  }
  return new PageError(thrown.status, "That did not work", "The request was not understood.");
}
