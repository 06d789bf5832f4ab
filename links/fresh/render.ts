/**
 * Stands in for Fresh's renderer: islands are marked for the browser, scripts and styles get a
 * nonce, links to where one is are told apart, and a page without islands loads no script.
 */
import * as preact from "preact";
import { type ComponentChildren, Fragment, h, isValidElement, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import { Head } from "./runtime.ts";
import { escapeScript, serializeProps } from "./serialize.ts";
import { ALIVE_PATH, build, scriptPath } from "./snapshot.ts";

// deno-lint-ignore no-explicit-any
type Props = any;

const DOCTYPE = "<!DOCTYPE html>";

/** A document while it is rendered. */
interface Page {
  nonce: string;
  /** Its own path, which links are held against. */
  path: string;
  /** The names of the islands used. */
  islands: string[];
  /** JSON for each use of an island: its place in `islands`, and its props. */
  uses: string[];
  /** The URLs of the runtime and of the islands, once the content is rendered; none without islands. */
  scripts: string[];
  /** What `<Head>` collected, by what makes two elements the same. */
  head: Map<string, VNode>;
}

/** The nonce of a rendered response, for `csp()`: kept beside it so as not to become a header. */
export const nonceOf = new WeakMap<Response, string>();

/** Rendering is synchronous, so there is never a second page. */
let current: Page | null = null;

/** Answers with the content inside what `wrap` puts around it. */
export function renderDocument(
  content: VNode | null,
  wrap: (Content: preact.FunctionComponent) => VNode<Props>,
  { path, ...init }: ResponseInit & { path: string },
): Response {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const page: Page = { nonce, path, islands: [], uses: [], scripts: [], head: new Map() };
  current = page;
  try {
    // The content goes first: only then is it known what it wants in the head.
    const inner = renderToString(h(Fragment, null, content));
    page.scripts = scriptsOf(page);
    const html = DOCTYPE + renderToString(wrap(() => jsxTemplate([inner])));
    if (!html.startsWith("<html", DOCTYPE.length)) {
      throw new TypeError("routes/_app must render an <html>");
    }
    const headers = new Headers(init.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    const preloads = preloadsOf(page).map((url) => `<${url}>; rel="modulepreload"; as="script"`);
    if (preloads.length > 0) headers.append("Link", preloads.join(", "));
    const response = new Response(html, { ...init, headers });
    nonceOf.set(response, nonce);
    return response;
  } finally {
    current = null;
  }
}

function scriptsOf(page: Page): string[] {
  return scriptNames(page).map(urlOf);
}

/** The URLs of the page's scripts and of all that they import: none of it waits for what imports it. */
function preloadsOf(page: Page): string[] {
  const names = new Set(scriptNames(page));
  // A set goes on to what is added to it meanwhile.
  for (const name of names) build.imports.get(name)?.forEach((each) => names.add(each));
  return [...names].map(urlOf);
}

function scriptNames({ islands }: Page): string[] {
  return (islands.length > 0 ? ["fresh-runtime", ...islands] : []).map((name) => `${name}.js`);
}

function urlOf(scriptName: string): string {
  return encodeURI(scriptPath(build.id, scriptName));
}

// Preact calls `__b` on each vnode before it is rendered; its own hooks and signals use it too.
const hooks = preact.options as typeof preact.options & { __b?: (vnode: VNode<Props>) => void };
const nextHook = hooks.__b;
hooks.__b = (vnode) => {
  if (current) adapt(vnode, current);
  nextHook?.(vnode);
};

/** The vnodes of islands that have their markers. */
const marked = new WeakSet<VNode>();

function adapt(vnode: VNode<Props>, { nonce, path, head }: Page): void {
  const { type, props } = vnode;
  if (type === "script" || type === "style") {
    vnode.props = { ...props, nonce: props.nonce ?? nonce };
  } else if (type === "a" && props.href?.startsWith("/")) {
    vnode.props = { ...props, ...currentAs(props.href, path) };
  } else if (type === "head") {
    vnode.props = { ...props, children: h(HeadContent, null, props.children) };
  } else if (type === "body") {
    vnode.props = { ...props, children: [props.children, h(Scripts, null)] };
  } else if (type === Head) {
    const elements = preact.toChildArray(props.children).filter(isValidElement);
    for (const element of elements) head.set(headKey(element), element);
  } else if (typeof type === "function" && build.islands.has(type) && !marked.has(vnode)) {
    const island = h(type as preact.FunctionComponent, props);
    marked.add(island);
    vnode.type = MarkedIsland;
    vnode.props = { name: build.islands.get(type), island };
  }
}

/** What Fresh says of a link to the page itself, and to each page above it by its path. */
function currentAs(href: string, path: string): object {
  const [target, own] = [new URL(href, "http://localhost").pathname, path]
    .map((each) => each.replace(/(?<=.)\/$/, ""));
  if (target === own) return { "aria-current": "page", "data-current": "true" };
  const isAbove = target === "/" || own!.startsWith(`${target}/`);
  return isAbove ? { "aria-current": "true", "data-ancestor": "true" } : {};
}

const InsideIsland = preact.createContext(false);

/** An island between two comments; inside another island it is just a component. */
function MarkedIsland({ name, island }: { name: string; island: VNode<Props> }) {
  if (useContext(InsideIsland)) return island;
  const { islands, uses } = current!;
  if (!islands.includes(name)) islands.push(name);
  uses.push(`[${islands.indexOf(name)},${serializeProps(name, island.props)}]`);
  const comment = (text: string) => h(Fragment, { UNSTABLE_comment: text } as Props);
  const content = h(InsideIsland.Provider, { value: true, children: island });
  return [comment(`fresh:${uses.length - 1}`), content, comment("/fresh")];
}

/** The children of `<head>`, each replaced by its equal from a `<Head>`, and what is left of that. */
function HeadContent({ children }: { children?: ComponentChildren }) {
  const { head } = current!;
  const own = preact.toChildArray(children).map((child) => {
    if (head.size === 0) return child;
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
  const page = current!;
  const [runtime, ...islands] = page.scripts.map((url) => JSON.stringify(url));
  const imports = islands.map((url, index) => `import i${index} from${url};`).join("");
  const components = islands.map((_, index) => `i${index}`);
  const json = escapeScript(`[${page.uses}]`);
  const start = `import{boot}from${runtime};${imports}boot([${components}],'${json}');`;
  const reload = `{let id;new EventSource(${JSON.stringify(ALIVE_PATH)})` +
    `.onmessage=({data})=>{id??=data;if(id!==data)location.reload()}}`;
  const script = (type: string | undefined, code: string) =>
    h("script", { type, dangerouslySetInnerHTML: { __html: code } });
  return [runtime && script("module", start), build.isDev && script(undefined, reload)];
}
