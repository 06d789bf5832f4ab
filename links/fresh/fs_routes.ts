/** Stands in for Fresh's file routes: what the path of a file in routes/ means. */
import type { Middleware, Route } from "./handlers.ts";
import { methodsOf, renderRoute } from "./route.ts";
import type { Router } from "./router.ts";
import type { Scope, Scopes } from "./scope.ts";
import type { Snapshot } from "./snapshot.ts";

/** Adds the files, those that apply to a folder before its routes. */
export function addFsRoutes<State>(
  router: Router<Middleware<State>>,
  scopes: Scopes<State>,
  files: Snapshot["routes"],
): void {
  const entries = files.map(([path, module]) => {
    const slash = path.lastIndexOf("/") + 1;
    const folder = toPattern(`/${path.slice(0, slash)}`);
    return { path, folder, name: path.slice(slash), route: toRoute<State>(module) };
  });
  const isRoute = ({ name }: { name: string }) => !/^_(app|layout|middleware|error)$/.test(name);
  for (const { folder, name, route } of entries.filter((entry) => !isRoute(entry))) {
    applyToFolder(scopes.at(folder), name, route);
  }
  for (const { path, folder, route } of entries.filter(isRoute)) {
    const pattern = route.config?.routeOverride ?? toPattern(`/${urlSegments(path).join("/")}`);
    const render: Middleware<State> = (ctx) => renderRoute(ctx, route);
    const handlers = [...scopes.chain(folder), render];
    for (const method of methodsOf(route)) {
      router.add(method, pattern, handlers);
    }
  }
}

/** Sorts paths so that in each segment names come before a parameter, and that before the rest. */
export function compareRoutes(a: string, b: string): number {
  const last = "\uffff";
  const rank = (part: string) =>
    part.startsWith("[...") ? last + last : part.includes("[") ? last : part;
  const [left, right] = [a, b].map((path) => urlSegments(path).map(rank).join("/"));
  return left! < right! ? -1 : Number(left! > right!);
}

/** The segments that show in the URL: groups and a final "index" don't. */
function urlSegments(path: string): string[] {
  const segments = path.split("/").filter((part) => !/^\(.*\)$/.test(part));
  return segments.at(-1) === "index" ? segments.slice(0, -1) : segments;
}

function toPattern(path: string): string {
  return path.replace(/\[\.{3}(\w+)\]/g, ":$1*").replace(/\[(\w+)\]/g, ":$1");
}

function applyToFolder<State>(scope: Scope<State>, name: string, route: Route<State>): void {
  if (name === "_app") scope.app = route.component;
  else if (name === "_layout") scope.layout = route;
  else if (name === "_error") scope.errorRoute = route;
  else {
    const own = (route.handler ?? route.component) as Middleware<State> | Middleware<State>[];
    scope.middlewares.push(...[own].flat());
  }
}

function toRoute<State>(module: Record<string, unknown>): Route<State> {
  const { handler, handlers = handler, default: component, config } = module;
  return { handler: handlers, component, config } as Route<State>;
}
