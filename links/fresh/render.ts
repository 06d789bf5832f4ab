/**
 * Stands in for Fresh's renderer: islands are marked for the browser to hydrate, scripts and
 * styles get a nonce, and a page without islands loads no script.
 */
import * as preact from "preact";
import { type ComponentChildren, Fragment, h, isValidElement, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import { escapeScript, serializeProps } from "./serialize.ts";
import { shared } from "./shared.ts";
import { ALIVE_PATH, type Snapshot } from "./snapshot.ts";

// deno-lint-ignore no-explicit-any
type Props = any;

interface DocumentOptions {
  wrap: ((content: preact.FunctionComponent) => Promise<VNode | Response | null>) | null;
  init: ResponseInit;
  basePath: string;
  snapshot: Snapshot | null;
}

/** The nonce of a rendered response, for `csp()`: kept beside it so as not to become a header. */
export const nonceOf = new WeakMap<Response, string>();

/** A document while it is rendered. */
class Page {
  readonly nonce = crypto.randomUUID().replaceAll("-", "");
  /** The URL paths of the islands used. */
  readonly islands: string[] = [];
  /** JSON for each use of an island: its place in `islands`, and its props. */
  readonly uses: string[] = [];
  /** What `<Head>` collected, by what makes two elements the same. */
  readonly head = new Map<string, VNode>();
  /** Vnodes of islands that have their markers. */
  readonly marked = new WeakSet<VNode>();
  hasHtml = false;

  constructor(readonly snapshot: Snapshot | null, readonly basePath: string) {}

  /** The URLs of the runtime and the islands used; none without islands. */
  scripts(): string[] {
    const { snapshot, basePath, islands } = this;
    const paths = snapshot && islands.length > 0 ? [snapshot.runtime, ...islands] : [];
    return paths.map((path) => encodeURI(basePath + path));
  }
}

/** Rendering is synchronous, so there is never a second page. */
let current: Page | null = null;

/** Answers with `content` inside what `wrap` puts around it, or else in a bare document. */
export async function renderDocument(
  content: VNode | null,
  { wrap, init, basePath, snapshot }: DocumentOptions,
): Promise<Response> {
  let inner = "";
  const app = await wrap?.(() => jsxTemplate([inner]));
  if (app instanceof Response) return app;
  const page = current = new Page(snapshot, basePath);
  shared.collectHead = (children) => {
    const elements = preact.toChildArray(children).filter(isValidElement);
    for (const element of elements) page.head.set(headKey(element), element);
  };
  try {
    // The content goes first: only then is it known what it wants in the head.
    inner = renderToString(content ?? h(Fragment, null));
    let html = app ? renderToString(app) : inner;
    if (!page.hasHtml) html = renderToString(bareDocument(html));
    const headers = new Headers(init.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    const preloads = page.scripts().map((url) => `<${url}>; rel="modulepreload"; as="script"`);
    if (preloads.length > 0) headers.append("Link", preloads.join(", "));
    const response = new Response(`<!DOCTYPE html>${html}`, { ...init, headers });
    nonceOf.set(response, page.nonce);
    return response;
  } finally {
    current = null;
    shared.collectHead = () => {};
  }
}

function bareDocument(html: string): VNode {
  const head = h("head", null, h("meta", { charset: "utf-8" }));
  return h("html", null, head, h("body", null, jsxTemplate([html])));
}

// Preact calls `__b` on each vnode before it is rendered; its own hooks and signals use it too.
const hooks = preact.options as typeof preact.options & { __b?: (vnode: VNode<Props>) => void };
const nextHook = hooks.__b;
hooks.__b = (vnode) => {
  if (current) adapt(vnode, current);
  nextHook?.(vnode);
};

function adapt(vnode: VNode<Props>, page: Page): void {
  const { type, props } = vnode;
  if (type === "html") {
    page.hasHtml = true;
  } else if (type === "script" || type === "style") {
    vnode.props = { ...props, nonce: props.nonce ?? page.nonce };
  } else if (type === "head") {
    vnode.props = { ...props, children: h(HeadContent, null, props.children) };
  } else if (type === "body") {
    vnode.props = { ...props, children: [props.children, h(Scripts, null)] };
  } else if (typeof type === "function" && !page.marked.has(vnode)) {
    const path = page.snapshot?.islands.get(type);
    if (!path) return;
    const island = h(type as preact.FunctionComponent, props);
    page.marked.add(island);
    vnode.type = MarkedIsland;
    vnode.props = { path, island };
  }
}

const InsideIsland = preact.createContext(false);

/** An island between two comments; inside another island it is just a component. */
function MarkedIsland({ path, island }: { path: string; island: VNode<Props> }) {
  if (useContext(InsideIsland)) return island;
  const { islands, uses } = current!;
  if (!islands.includes(path)) islands.push(path);
  const { name } = island.type as preact.ComponentType;
  uses.push(`[${islands.indexOf(path)},${serializeProps(name, island.props)}]`);
  const content = h(InsideIsland.Provider, { value: true, children: island });
  return [comment(`fresh:${uses.length - 1}`), content, comment("/fresh")];
}

function comment(text: string): VNode<Props> {
  return h(Fragment, { UNSTABLE_comment: text } as Props);
}

/** The children of `<head>`, each replaced by its equal from a `<Head>`, and what is left of that. */
function HeadContent({ children }: { children?: ComponentChildren }) {
  const { head } = current!;
  const own = preact.toChildArray(children).map((child) => {
    const key = isValidElement(child) ? headKey(child) : "";
    const replacement = head.get(key);
    head.delete(key);
    return replacement ?? child;
  });
  return [...own, ...head.values()];
}

function headKey({ key, type, props }: VNode<Props>): string {
  const { children: _children, content: _content, ...attributes } = props;
  return key != null ? `key ${key}` : `${type} ${JSON.stringify(attributes)}`;
}

/** Ends the body: starts the islands and, in development, reloads the page when the server did. */
function Scripts() {
  const { snapshot, basePath, uses } = current!;
  const [runtime, ...islands] = current!.scripts().map((url) => JSON.stringify(url));
  const imports = islands.map((url, index) => `import i${index} from${url};`).join("");
  const components = islands.map((_, index) => `i${index}`);
  const json = escapeScript(`[${uses}]`);
  const boot = `import{boot}from${runtime};${imports}boot([${components}],'${json}');`;
  const reload = `{let id;new EventSource(${JSON.stringify(basePath + ALIVE_PATH)})` +
    `.onmessage=({data})=>{id??=data;if(id!==data)location.reload()}}`;
  return [
    runtime && h("script", { type: "module", dangerouslySetInnerHTML: { __html: boot } }),
    snapshot?.mode === "development" &&
    h("script", { dangerouslySetInnerHTML: { __html: reload } }),
  ];
}
