/** Stands in for Fresh's client runtime: hydrates the islands of a page where they are. */
import { type ComponentType, type ContainerNode, h, hydrate } from "preact";

/**
 * Called by the page's inline script. `uses` is JSON: for the Nth pair of `<!--fresh:N-->` and
 * `<!--/fresh-->`, the place of its component in `islands`, and its props.
 */
export function boot(islands: ComponentType[], uses: string): void {
  const parsed: [island: number, props: object][] = JSON.parse(uses);
  for (const [start, end] of findMarkers()) {
    const [island, props] = parsed[Number(start.data.slice("fresh:".length))]!;
    hydrate(h(islands[island]!, props), containerBetween(start, end));
  }
}

/** All pairs of markers, found before hydration changes the page. */
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

/** The nodes between two siblings, with what Preact uses of an element that it renders into. */
function containerBetween(start: Comment, end: Comment): ContainerNode {
  const { namespaceURI } = start.parentElement!;
  const childNodes: Node[] = [];
  for (let node = start.nextSibling!; node !== end; node = node.nextSibling!) childNodes.push(node);
  const insertBefore = (node: Node, next: Node | null) => {
    // Preact skips comments when it looks for the next sibling: it may find one behind the end.
    const isInside = next && end.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_PRECEDING;
    return end.parentNode!.insertBefore(node, isInside ? next : end);
  };
  return { namespaceURI, childNodes, firstChild: childNodes[0], insertBefore } as never;
}
