interface PagerProps {
  /** From 1. */
  page: number;
  pages: number;
  /** The address of a page. */
  href: (page: number) => string;
}

/** The way to the page before and after; nothing when there is one page only. */
export function Pager({ page, pages, href }: PagerProps) {
  if (pages <= 1) return null;
  return (
    <nav class="pager" aria-label="Pages">
      {page > 1 && <a class="button" rel="prev" href={queryOf(href(page - 1))}>Previous</a>}
      <span class="pager-text">{`Page ${page} of ${pages}`}</span>
      {page < pages && <a class="button" rel="next" href={queryOf(href(page + 1))}>Next</a>}
    </nav>
  );
}

/** The address from its query on: one with the path of this page, whatever its query, Fresh calls the current page. */
function queryOf(address: string): string {
  const { search } = new URL(address, "http://localhost");
  return search || "?";
}
