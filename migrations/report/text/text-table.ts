/**
 * Lines up cells in columns: figures to the right, everything else to the left. A table that is wider than `width`
 * becomes a block of lines for each row, a cell a line.
 *
 * @param width of the terminal, in characters. @default unlimited
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width = Infinity,
): string[] {
  const lines = columns(header, rows);
  return lines.every((line) => line.length <= width) ? lines : blocks(header, rows);
}

function columns(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const pads = header.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? "");
    const width = Math.max(title.length, ...cells.map((cell) => cell.length));
    const areFigures = cells.every((cell) => cell === "" || /^[\d$]/.test(cell));
    return (cell: string): string => (areFigures ? cell.padStart(width) : cell.padEnd(width));
  });
  const line = (cells: readonly string[]): string =>
    pads.map((pad, column) => pad(cells[column] ?? "")).join("  ");
  return [header, ...rows].map((row) => `  ${line(row).trimEnd()}`);
}

/** A row's first cell, and below it the others with their titles. */
function blocks([first = "", ...titles]: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...titles.map((title) => title.length));
  return rows.flatMap(([name = "", ...cells]) => [
    `  ${first} ${name}`,
    ...titles.flatMap((title, index) => {
      const cell = cells[index] ?? "";
      return cell === "" ? [] : [`    ${title.padEnd(width)}  ${cell}`];
    }),
  ]);
}
