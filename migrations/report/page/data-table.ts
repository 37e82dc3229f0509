import { html, type HtmlValue, type Markup } from "../html";

/** A column of a table; figures stand to the right. */
export interface Column {
  readonly title: string;
  readonly isFigure?: boolean;
}

/** A table that becomes a list of cards on a phone, each cell with its column's title. */
export function dataTable(
  columns: readonly Column[],
  rows: readonly (readonly HtmlValue[])[],
  sum?: readonly HtmlValue[],
): Markup {
  return html`<table>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${cells(columns, row)}
          </tr>`,
      )}
      ${
        sum &&
        html`<tr class="sum">
          ${cells(columns, sum)}
        </tr>`
      }
    </tbody>
  </table>`;
}

function cells(columns: readonly Column[], row: readonly HtmlValue[]): Markup[] {
  return columns.map(
    (column, index) =>
      html`<td class="${classOf(column)}" data-label="${column.title}"><span>${row[index]}</span></td>`,
  );
}

function classOf({ isFigure }: Column): string {
  return isFigure ? "figure" : "";
}
