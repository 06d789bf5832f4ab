/** Stands in for the types of route files, and for the `define` helpers that infer them. */
import type { AnyComponent } from "preact";
import type { Context, PageProps } from "./context.ts";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export type Method = typeof METHODS[number];

/** Answers a request, or leaves that to `ctx.next()`. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** Given by a handler to have the route's component rendered. */
export interface PageResponse<Data> {
  data: Data;
  status?: number;
  headers?: HeadersInit;
}

type HandlerResult<Data> = Response | PageResponse<Data>;
export type HandlerFn<Data, State> = (
  ctx: Context<State>,
) => HandlerResult<Data> | Promise<HandlerResult<Data>>;
export type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };
/** One handler for all methods, or one each; a method without one is answered with 405. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** What a route or layout may export as `config`. */
export interface RouteConfig {
  /** The URL pattern, instead of the one the file's path stands for. */
  routeOverride?: string;
  skipInheritedLayouts?: boolean;
  skipAppWrapper?: boolean;
}

/** Only the server runs it, so it may be async, and then may answer with a Response. */
// deno-lint-ignore no-explicit-any
export type RouteComponent<State> = AnyComponent<PageProps<any, State>>;

/** What a file in routes/ exports. */
export interface Route<State> {
  handler?: RouteHandler<unknown, State>;
  component?: RouteComponent<State>;
  config?: RouteConfig;
}

type PageOptions = Pick<PageResponse<unknown>, "status" | "headers">;
/** Has the route's component rendered with `data`. */
export function page(): PageResponse<undefined>;
export function page<Data>(data: Data, options?: PageOptions): PageResponse<Data>;
export function page(data?: unknown, options?: PageOptions): PageResponse<unknown> {
  return { data, ...options };
}

type DataOf<Handler, State> = Handler extends HandlerFn<infer Data, State> ? Data
  : Handler extends HandlerByMethod<infer Data, State> ? Data
  : never;

export interface Define<State> {
  handlers<Data, H extends RouteHandler<Data, State> = RouteHandler<Data, State>>(handlers: H): H;
  /** With `typeof handler` as the type argument, `data` is typed by what the handler gives. */
  // deno-lint-ignore no-explicit-any
  page<H extends RouteHandler<any, State> = never, Data = DataOf<H, State>>(
    render: AnyComponent<PageProps<Data, State>>,
  ): typeof render;
  layout(render: RouteComponent<State>): typeof render;
  middleware<M extends Middleware<State> | Middleware<State>[]>(middleware: M): M;
}

/** Functions that return what they are given, typed for the app's `State`. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (render) => render,
    layout: (render) => render,
    middleware: (middleware) => middleware,
  };
}
