/** Stands in for Fresh's file routes: what the files in routes/ mean, and how one answers. */
import { h } from "preact";
import type { Context } from "./context.ts";
import { HttpError } from "./error.ts";
import type { HandlerFn, RouteComponent } from "./handlers.ts";
import type { Snapshot } from "./snapshot.ts";

interface Route<State> {
  /** Such that in each segment names come before a parameter. */
  sortKey: string;
  pattern: RegExp;
  /** By method. Null: the component answers every method. */
  handlers: Map<string, HandlerFn<unknown, State>> | null;
  component?: RouteComponent<State>;
}

/** The app wrapper, and the routes. Throws TypeError for an export that only Fresh itself knows. */
export function readRoutes<State>(files: Snapshot["routes"]) {
  const app = files.find(([path]) => path === "_app")?.[1].default;
  const routes = files.filter(([path]) => path !== "_app")
    .map(([path, module]) => readRoute<State>(path, module))
    .sort((a, b) => a.sortKey < b.sortKey ? -1 : 1);
  return { app: (app ?? null) as RouteComponent<State> | null, routes };
}

/** The route for the path of a URL, and its parameters without percent-encoding.
 *  Throws URIError for one that isn't UTF-8, as Fresh's router does. */
export function findRoute<State>(routes: Route<State>[], pathname: string) {
  for (const route of routes) {
    const match = route.pattern.exec(pathname);
    if (!match) continue;
    const params: Record<string, string> = { ...match.groups };
    for (const name in params) params[name] = decodeURI(params[name]!);
    return { route, params };
  }
  return null;
}

/** Answers with the handler for the method, and with the component if that gives it data. */
export async function renderRoute<State>(
  ctx: Context<State>,
  { handlers, component }: Route<State>,
): Promise<Response> {
  const { method } = ctx.req;
  const isRead = method === "GET" || method === "HEAD";
  const handler = handlers?.get(method) ?? (isRead ? handlers?.get("GET") : undefined);
  const needsHandler = !component || (handlers !== null && !isRead);
  if (!handler && needsHandler) throw new HttpError(404);
  const result = await handler?.(ctx) ?? { data: {} };
  if (result instanceof Response) return result;
  const { data, ...init } = result;
  const vnode = component ? h(component, { ...ctx, data, Component: () => null }) : null;
  return ctx.render(vnode, init);
}

function readRoute<State>(path: string, module: Snapshot["routes"][number][1]): Route<State> {
  const { handler, handlers = handler, default: component } = module;
  const unknown = module.config
    ? "an exported config"
    : component?.constructor.name === "AsyncFunction"
    ? "an async component"
    : Array.isArray(handlers) || typeof handlers === "function"
    ? "a handler for all methods"
    : null;
  if (unknown) throw new TypeError(`routes/${path} has ${unknown}, which links/fresh can't do`);
  const url = urlPath(path);
  const pattern = url.replaceAll(".", "\\.").replace(/\[(\w+)\]/g, "(?<$1>[^/]+)");
  // Fresh looks paths without parameters up with and without a final slash.
  const end = url === "/" || url.includes("[") ? "" : "/?";
  return {
    sortKey: url.replaceAll("[", "\uffff"),
    pattern: new RegExp(`^${pattern}${end}$`),
    handlers: handlers ? new Map(Object.entries(handlers)) : null,
    component: component as RouteComponent<State>,
  };
}

/** The path that shows in the URL: groups and a final "index" don't. */
function urlPath(path: string): string {
  return `/${path}`.replace(/\/\([^/]+\)/g, "").replace(/\/index$/, "") || "/";
}
