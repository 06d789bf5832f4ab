/** Stands in for how Fresh nests: what belongs to a path applies to every path below it, too. */
import { type Context, viewOf } from "./context.ts";
import { HttpError } from "./error.ts";
import type { Middleware, Route, RouteComponent } from "./handlers.ts";
import { renderRoute } from "./route.ts";

/** What belongs to one path, such as "/rooms/:id"; "" is that of everything. */
export interface Scope<State> {
  app?: RouteComponent<State>;
  layout?: Route<State>;
  errorRoute?: Route<State>;
  middlewares: Middleware<State>[];
}

export class Scopes<State> {
  #scopes = new Map<string, Scope<State>>();

  /** The scope of a path, to be added to; "*" is everything. */
  at(path: string): Scope<State> {
    const key = path === "*" ? "" : path.replace(/\/$/, "");
    const scope = this.#scopes.get(key) ?? { middlewares: [] };
    this.#scopes.set(key, scope);
    return scope;
  }

  /** What a request for a path runs through, outermost first. Later additions don't change it. */
  chain(path: string): Middleware<State>[] {
    const segments = path === "*" ? [""] : path.replace(/\/$/, "").split("/");
    return segments.flatMap((_, end) => {
      const scope = this.#scopes.get(segments.slice(0, end + 1).join("/"));
      if (!scope) return [];
      const { middlewares, ...wrapping } = scope;
      return [(ctx: Context<State>) => runInside(ctx, wrapping), ...middlewares];
    });
  }
}

async function runInside<State>(
  ctx: Context<State>,
  { app, layout, errorRoute }: Omit<Scope<State>, "middlewares">,
): Promise<Response> {
  const view = viewOf(ctx);
  const outside = { ...view };
  if (app) view.app = app;
  if (layout?.config?.skipAppWrapper) view.app = null;
  if (layout?.config?.skipInheritedLayouts) view.layouts = [];
  if (layout?.component) view.layouts = [...view.layouts, layout.component];
  const inside = { ...view };
  try {
    return await ctx.next();
  } catch (error) {
    if (!errorRoute) throw error;
    Object.assign(view, inside); // the route may have asked to be without them
    return await renderRoute(ctx, errorRoute, error instanceof HttpError ? error.status : 500);
  } finally {
    Object.assign(view, outside);
  }
}
