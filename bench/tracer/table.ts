/** Lines of a table: the first row is the heading, the first column stands left, the others right. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ');
  const [heading = [], ...body] = rows;
  const rule = widths.map((width) => '-'.repeat(width));
  return [heading, rule, ...body].map(lineOf).join('\n');
}
