/** Stands in for how Fresh answers with a route: its handler, then its component with the data. */
import { type Context, renderComponent, viewOf } from "./context.ts";
import { HttpError } from "./error.ts";
import { type HandlerFn, type Method, METHODS, type Route } from "./handlers.ts";

/** The methods a route answers: all of them unless it has one handler each. */
export function methodsOf<State>({ handler, component }: Route<State>): readonly Method[] {
  if (typeof handler !== "object") return METHODS;
  return METHODS.filter((method) => handler[method] ?? (component && method === "GET"));
}

/** Answers with the route; `status` is for a page whose handler doesn't name one. */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  status = 200,
): Promise<Response> {
  if (route.config?.skipAppWrapper) viewOf(ctx).app = null;
  if (route.config?.skipInheritedLayouts) viewOf(ctx).layouts = [];
  const result = await handlerFor(route, ctx.req.method)(ctx);
  if (result instanceof Response) return result;
  const { component } = route;
  const props = { data: result.data, Component: () => null };
  const vnode = component ? await renderComponent(component, ctx, props) : null;
  if (vnode instanceof Response) return vnode;
  return ctx.render(vnode, { status: result.status ?? status, headers: result.headers });
}

function handlerFor<State>(route: Route<State>, method: string): HandlerFn<unknown, State> {
  const { handler, component } = route;
  if (typeof handler === "function") return handler;
  const own = handler?.[method as Method] ?? (method === "HEAD" ? handler?.GET : undefined);
  if (own) return own;
  if (!component) throw new HttpError(405);
  return () => ({ data: {} });
}
