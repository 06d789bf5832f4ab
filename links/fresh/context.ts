/** Stands in for Fresh's `Context`: one request, as middlewares, handlers and pages see it. */
import { type FunctionComponent, h, isValidElement, type VNode } from "preact";
import type { RouteComponent, RouteConfig } from "./handlers.ts";
import { renderDocument } from "./render.ts";
import type { Mode, Snapshot } from "./snapshot.ts";

export interface ResolvedFreshConfig {
  basePath: string;
  mode: Mode;
}

/** What goes around a page: the app wrapper, and in it the layouts, outermost first. */
interface View<State> {
  app: RouteComponent<State> | null;
  layouts: RouteComponent<State>[];
}

type ContextProps = "config" | "url" | "req" | "params" | "info" | "state" | "error" | "route";
/** The props of pages, layouts and the app wrapper. */
export type PageProps<Data = unknown, State = unknown> =
  & Pick<Context<State>, ContextProps>
  & { data: Data; Component: FunctionComponent };

/** What goes around the pages of a request; scopes change it on the way in and out. */
export let viewOf: <State>(ctx: Context<State>) => View<State>;
/** The build that the app runs on, if any. */
export let snapshotOf: <State>(ctx: Context<State>) => Snapshot | null;

export class Context<State> {
  /** Handed down by middlewares to what comes after them. */
  readonly state: State = {} as State;
  /** What was thrown, for error pages. */
  error: unknown = null;
  /** Runs the rest of the chain. */
  next!: () => Promise<Response>;
  #view: View<State> = { app: null, layouts: [] };
  #snapshot: Snapshot | null;

  static {
    viewOf = (ctx) => ctx.#view;
    snapshotOf = (ctx) => ctx.#snapshot;
  }

  constructor(
    readonly req: Request,
    readonly url: URL,
    readonly info: Deno.ServeHandlerInfo,
    readonly route: string | null,
    readonly params: Record<string, string>,
    readonly config: ResolvedFreshConfig,
    snapshot: Snapshot | null,
  ) {
    this.#snapshot = snapshot;
  }

  /** Redirects. A path stays on this origin: "//evil.com" is taken for "/evil.com". */
  redirect(pathOrUrl: string, status = 302): Response {
    const isPath = pathOrUrl.startsWith("/");
    const collapse = (path: string) => path.replace(/\/+/g, "/");
    const location = isPath ? pathOrUrl.replace(/^[^?#]+/, collapse) : pathOrUrl;
    return new Response(null, { status, headers: { location } });
  }

  /** Answers with a document: the vnode inside the layouts and the app wrapper of this place. */
  async render(
    // deno-lint-ignore no-explicit-any
    vnode: VNode<any> | null,
    init: ResponseInit = {},
    config: Pick<RouteConfig, "skipInheritedLayouts" | "skipAppWrapper"> = {},
  ): Promise<Response> {
    if (vnode !== null && !isValidElement(vnode)) throw new TypeError("ctx.render() takes JSX");
    for (const layout of config.skipInheritedLayouts ? [] : this.#view.layouts.toReversed()) {
      const content = vnode;
      const outer = await renderComponent(layout, this, { data: null, Component: () => content });
      if (outer instanceof Response) return outer;
      vnode = outer;
    }
    const app = config.skipAppWrapper ? null : this.#view.app;
    return await renderDocument(vnode, {
      wrap: app && ((Component) => renderComponent(app, this, { data: null, Component })),
      init,
      basePath: this.config.basePath,
      snapshot: this.#snapshot,
    });
  }

  html(content: string, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    return new Response(content, { ...init, headers });
  }

  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }
}

/** The component with its props; an async one is run at once, and may answer with a Response. */
export async function renderComponent<State>(
  component: RouteComponent<State>,
  ctx: Context<State>,
  own: { data: unknown; Component: FunctionComponent },
): Promise<VNode | Response | null> {
  const props: PageProps<unknown, State> = { ...ctx, ...own };
  const isAsync = component.constructor.name === "AsyncFunction";
  const run = component as (props: unknown) => Promise<VNode | Response | null>;
  return isAsync ? await run(props) : h(component as FunctionComponent<object>, props);
}
