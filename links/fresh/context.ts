/** Stands in for Fresh's `Context`: one request, as middlewares, handlers and pages see it. */
import { type FunctionComponent, h, isValidElement, type VNode } from "preact";
import type { RouteComponent } from "./handlers.ts";
import { renderDocument } from "./render.ts";

/** The props of pages and of the app wrapper, which places the page with `Component`. */
export type PageProps<Data = unknown, State = unknown> =
  & Pick<Context<State>, "req" | "url" | "info" | "params" | "state">
  & { data: Data; Component: FunctionComponent };

export class Context<State> {
  /** Handed down by middlewares to what comes after them. */
  readonly state: State = {} as State;
  /** Runs the rest of the chain. */
  next!: () => Promise<Response>;
  #app: RouteComponent<State> | null;

  constructor(
    readonly req: Request,
    readonly url: URL,
    readonly info: Deno.ServeHandlerInfo,
    readonly params: Record<string, string>,
    app: RouteComponent<State> | null,
  ) {
    this.#app = app;
  }

  /** Redirects. A path stays on this origin: "//evil.com" is taken for "/evil.com". */
  redirect(pathOrUrl: string, status = 302): Response {
    const isPath = pathOrUrl.startsWith("/");
    const collapse = (path: string) => path.replace(/\/+/g, "/");
    const location = isPath ? pathOrUrl.replace(/^[^?#]+/, collapse) : pathOrUrl;
    return new Response(null, { status, headers: { location } });
  }

  /** Answers with a document: the vnode inside the app wrapper. */
  // deno-lint-ignore no-explicit-any require-await -- any JSX; what is thrown rejects, as in Fresh
  async render(vnode: VNode<any> | null, init: ResponseInit = {}): Promise<Response> {
    const app = this.#app;
    if (vnode !== null && !isValidElement(vnode)) throw new TypeError("ctx.render() takes JSX");
    if (!app) throw new TypeError("ctx.render() of links/fresh needs fsRoutes() and routes/_app");
    const wrap = (Component: FunctionComponent) => h(app, { ...this, data: null, Component });
    return renderDocument(vnode, wrap, { ...init, path: this.url.pathname });
  }

  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }
}
