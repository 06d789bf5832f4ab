/** Stands in for Fresh's client runtime: renders the islands of a page over what the server sent. */
import { type ComponentType, type ContainerNode, h, render } from "preact";

// Fresh takes a page for one that it has put together itself, and loads it anew on the way back.
if (!history.state) history.replaceState({ fClientNav: true }, "");
addEventListener("popstate", ({ state }) => state?.fClientNav && location.reload());

/**
 * Called by the page's inline script. `uses` is JSON: for the Nth pair of `<!--fresh:N-->` and
 * `<!--/fresh-->`, the place of its component in `islands`, and its props.
 */
export function boot(islands: ComponentType[], uses: string): void {
  const parsed: [island: number, props: object][] = JSON.parse(uses);
  for (const [start, end] of findMarkers()) {
    const [island, props] = parsed[Number(start.data.slice("fresh:".length))]!;
    const [from, to] = [replace(start), replace(end)];
    setTimeout(() => render(h(islands[island]!, props), containerBetween(from, to)));
  }
}

/** All pairs of markers, found before they are replaced. */
function findMarkers(): [Comment, Comment][] {
  const pairs: [Comment, Comment][] = [];
  const comments = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
  let start: Comment | null = null;
  while (comments.nextNode()) {
    const comment = comments.currentNode as Comment;
    if (comment.data.startsWith("fresh:")) start = comment;
    else if (comment.data === "/fresh" && start) pairs.push([start, comment]);
  }
  return pairs;
}

/** Puts an empty text in a marker's place: Preact skips comments when it looks for the next
 *  sibling, and would pass the end of the container. */
function replace(marker: Comment): Text {
  const text = new Text();
  marker.replaceWith(text);
  return text;
}

/** The nodes between two siblings, with what Preact uses of an element that it renders into. */
function containerBetween(start: Text, end: Text): ContainerNode {
  const { namespaceURI } = start.parentElement!;
  const childNodes: Node[] = [];
  for (let node = start.nextSibling!; node !== end; node = node.nextSibling!) childNodes.push(node);
  const insertBefore = (node: Node, next: Node | null) =>
    end.parentNode!.insertBefore(node, next ?? end);
  return { namespaceURI, childNodes, firstChild: childNodes[0], insertBefore } as never;
}
