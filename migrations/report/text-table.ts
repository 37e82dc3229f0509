/** Lines up cells in columns: figures to the right, everything else to the left. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const columns = header.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? "");
    const width = Math.max(title.length, ...cells.map((cell) => cell.length));
    const areFigures = cells.every((cell) => cell === "" || /^[\d$]/.test(cell));
    return { pad: (cell: string) => (areFigures ? cell.padStart(width) : cell.padEnd(width)) };
  });
  const line = (cells: readonly string[]): string =>
    columns.map(({ pad }, column) => pad(cells[column] ?? "")).join("  ");
  return [header, ...rows].map((row) => `  ${line(row).trimEnd()}`);
}
