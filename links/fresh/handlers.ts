/** Stands in for the types of route files, and for the `define` helpers that infer them. */
import type { FunctionComponent } from "preact";
import type { Context, PageProps } from "./context.ts";

/** Answers a request, or leaves that to `ctx.next()`. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** Given by a handler to have the route's component rendered. */
interface PageResponse<Data> {
  data: Data;
  status?: number;
  headers?: HeadersInit;
}

type HandlerResult<Data> = Response | PageResponse<Data>;
export type HandlerFn<Data, State> = (
  ctx: Context<State>,
) => HandlerResult<Data> | Promise<HandlerResult<Data>>;
type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
/** A method without a handler is answered with 404. */
type RouteHandler<Data, State> = { [M in Method]?: HandlerFn<Data, State> };
type DataOf<Handler, State> = Handler extends RouteHandler<infer Data, State> ? Data : never;

// deno-lint-ignore no-explicit-any -- each page has its own data
export type RouteComponent<State> = FunctionComponent<PageProps<any, State>>;

/** Has the route's component rendered with `data`. */
export function page<Data>(
  data: Data,
  options?: Omit<PageResponse<Data>, "data">,
): PageResponse<Data> {
  return { data, ...options };
}

/** Functions that return what they are given, typed for the app's `State`. */
export function createDefine<State>() {
  return {
    handlers<Data, H extends RouteHandler<Data, State> = RouteHandler<Data, State>>(handlers: H) {
      return handlers;
    },
    /** With `typeof handlers` as the type argument, `data` is typed by what they give. */
    // deno-lint-ignore no-explicit-any
    page<H extends RouteHandler<any, State> = never, Data = DataOf<H, State>>(
      render: FunctionComponent<PageProps<Data, State>>,
    ) {
      return render;
    },
    middleware: (middleware: Middleware<State>) => middleware,
  };
}
