/** Stands in for Fresh's `App`. */
import { STATUS_TEXT } from "@std/http/status";
import { Context } from "./context.ts";
import { HttpError } from "./error.ts";
import type { Middleware } from "./handlers.ts";
import { findRoute, readRoutes, renderRoute } from "./routes.ts";
import { build } from "./snapshot.ts";
import { loadStaticFiles } from "./static_files.ts";

const NO_INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};

/** What Fresh's router knows. Any other method of a route ends before all middlewares, in a 500. */
const METHODS = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

/** Middlewares and routes. Their order counts: `use` affects what is added after it. */
export class App<State> {
  #middlewares: Middleware<State>[] = [];
  /** The middlewares that were there before the routes. Null: the app has no routes. */
  #beforeRoutes: Middleware<State>[] | null = null;

  /** Adds middlewares for every path. */
  use(...middlewares: Middleware<State>[]): this {
    this.#middlewares.push(...middlewares);
    return this;
  }

  /** Adds the files of routes/. */
  fsRoutes(): this {
    this.#beforeRoutes = [...this.#middlewares];
    return this;
  }

  /** The app as it is now, for `Deno.serve`. */
  handler(): (req: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const { app, routes } = readRoutes<State>(this.#beforeRoutes ? build.routes : []);
    const all = [...this.#middlewares];
    const beforeRoutes = this.#beforeRoutes ?? [];
    if (!build.isDev) void loadStaticFiles();

    return async (req, info = NO_INFO) => {
      const url = new URL(req.url);
      url.pathname = url.pathname.replace(/\/+/g, "/");
      const match = findRoute(routes, url.pathname);
      const ctx = new Context<State>(req, url, info, match?.params ?? {}, app);
      const chain = match ? [...beforeRoutes, () => renderRoute(ctx, match.route)] : all;
      try {
        if (match && !METHODS.test(req.method)) throw new TypeError(`No method: ${req.method}`);
        const response = await run(chain, ctx);
        return req.method === "HEAD" ? new Response(null, response) : response;
      } catch (error) {
        return answerError(error);
      }
    };
  }
}

function run<State>(chain: Middleware<State>[], ctx: Context<State>): Promise<Response> {
  const runFrom = async (index: number): Promise<Response> => {
    if (index === chain.length) throw new HttpError(404);
    ctx.next = () => runFrom(index + 1);
    const response = await chain[index]!(ctx);
    if (response instanceof Response) return response;
    throw new TypeError(`Expected a Response from a middleware, got ${response}`);
  };
  return runFrom(0);
}

function answerError(error: unknown): Response {
  const status = error instanceof HttpError ? error.status : 500;
  if (status >= 500) console.error(error);
  if (!(error instanceof HttpError)) return new Response("Internal server error", { status });
  return new Response(error.message || STATUS_TEXT[status], { status });
}
