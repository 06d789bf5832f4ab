/** Stands in for Fresh's `App`. */
import { STATUS_TEXT } from "@std/http/status";
import { Context, type ResolvedFreshConfig } from "./context.ts";
import { HttpError } from "./error.ts";
import { addFsRoutes } from "./fs_routes.ts";
import type { Method, Middleware } from "./handlers.ts";
import { Router } from "./router.ts";
import { Scopes } from "./scope.ts";
import { shared } from "./shared.ts";
import type { Snapshot } from "./snapshot.ts";

export type ListenOptions = Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>;

type Step<State> = (router: Router<Middleware<State>>, scopes: Scopes<State>) => unknown;

const NO_INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};

/** Has an app serve the routes, islands and files of a build. */
export let applySnapshot: <State>(app: App<State>, snapshot: Snapshot) => void;

/** Middlewares and routes. Their order counts: `use` affects what is added after it. */
export class App<State> {
  readonly config: ResolvedFreshConfig;
  #steps: Step<State>[] = [];
  #snapshot: Snapshot | null = null;

  static {
    applySnapshot = (app, snapshot) => {
      app.#snapshot = snapshot;
      app.config.mode = snapshot.mode;
      shared.buildId = snapshot.id;
    };
  }

  constructor({ basePath = "" }: { basePath?: string } = {}) {
    this.config = { basePath, mode: "production" };
  }

  /** Adds middlewares for every path, or for those at and below one. */
  use(...middlewares: Middleware<State>[]): this;
  use(path: string, ...middlewares: Middleware<State>[]): this;
  use(first: string | Middleware<State>, ...others: Middleware<State>[]): this {
    if (typeof first !== "string") return this.use("*", first, ...others);
    return this.#add((_, scopes) => scopes.at(first).middlewares.push(...others));
  }

  /** Handles GET and HEAD at a path or URLPattern pathname. */
  get(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#on("GET", path, middlewares);
  }

  /** Handles POST at a path or URLPattern pathname. */
  post(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#on("POST", path, middlewares);
  }

  /** Adds the files of routes/. */
  fsRoutes(): this {
    return this.#add((router, scopes) => addFsRoutes(router, scopes, this.#snapshot?.routes ?? []));
  }

  /** Answers what is thrown at or below a path; the handler finds it in `ctx.error`. */
  onError(path: string, handler: Middleware<State>): this {
    return this.#add((_, scopes) => scopes.at(path).errorRoute = { handler });
  }

  #on(method: Method, path: string, middlewares: Middleware<State>[]): this {
    return this.#add((router, scopes) => {
      router.add(method, path, [...scopes.chain(path), ...middlewares]);
    });
  }

  #add(step: Step<State>): this {
    this.#steps.push(step);
    return this;
  }

  /** The app as it is now, for `Deno.serve`. */
  handler(): (req: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const router = new Router<Middleware<State>>(this.config.basePath);
    const scopes = new Scopes<State>();
    for (const step of this.#steps) step(router, scopes);
    const unmatched = scopes.chain("*");

    return async (req, info = NO_INFO) => {
      const url = new URL(req.url);
      url.pathname = url.pathname.replace(/\/+/g, "/");
      const match = router.match(req.method, url.pathname);
      const { path = null, params = {}, handlers = unmatched } = match ?? {};
      const ctx = new Context<State>(req, url, info, path, params, this.config, this.#snapshot);
      const last = () => {
        if (!match || match.handlers) throw new HttpError(404);
        if (req.method !== "OPTIONS") throw new HttpError(405);
        return new Response(null, { status: 204, headers: { Allow: match.allowed.join(", ") } });
      };
      try {
        const response = await run([...handlers, last], ctx);
        return req.method === "HEAD" ? new Response(null, response) : response;
      } catch (error) {
        return answerError(error);
      }
    };
  }

  /** Serves the app, on port 8000 unless told otherwise. */
  listen(options: ListenOptions = {}): Promise<void> {
    Deno.serve({ port: 8000, ...options }, this.handler());
    return Promise.resolve();
  }
}

function run<State>(chain: Middleware<State>[], ctx: Context<State>): Promise<Response> {
  const runFrom = async (index: number): Promise<Response> => {
    ctx.next = () => runFrom(index + 1);
    try {
      const response = await chain[index]!(ctx);
      if (response instanceof Response) return response;
      throw new TypeError(`Expected a Response from a middleware, got ${response}`);
    } catch (error) {
      ctx.error = error;
      throw error;
    }
  };
  return runFrom(0);
}

function answerError(error: unknown): Response {
  const status = error instanceof HttpError ? error.status : 500;
  if (status >= 500) console.error(error);
  if (!(error instanceof HttpError)) return new Response("Internal server error", { status });
  return new Response(error.message || STATUS_TEXT[status], { status });
}
