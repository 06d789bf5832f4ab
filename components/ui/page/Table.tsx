import type { ComponentChildren } from "preact";

export interface Column<Line> {
  /** Empty for a column of buttons. */
  head: string;
  cell: (line: Line) => ComponentChildren;
}

interface TableProps<Line> {
  /** What it lists, for those who hear it. */
  label: string;
  /** The first one has the heading of each line. */
  columns: Column<Line>[];
  lines: readonly Line[];
  keyOf: (line: Line) => string | number;
}

/** A table; on a phone its lines become cards. The roles keep it a table for those who hear it, whatever the
 *  style sheet displays it as. */
export function Table<Line>({ label, columns, lines, keyOf }: TableProps<Line>) {
  return (
    <table class="table" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head }) => (
            <th key={head} role="columnheader" scope="col">
              {head || <span class="visually-hidden">Actions</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {lines.map((line) => (
          <tr key={keyOf(line)} role="row">
            {columns.map(({ head, cell }, index) =>
              index === 0
                ? <th key={head} role="rowheader" scope="row">{cell(line)}</th>
                : <td key={head} role="cell" data-head={head || undefined}>{cell(line)}</td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
