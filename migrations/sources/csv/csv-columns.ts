import { nearMissOrList } from "../../../yaml-file";
import type { ColumnType } from "../../items/column-type";
import { setOwn } from "../../items/map-members";
import { shown } from "../../items/rejection";
import type { RowValue } from "../../items/row";
import { cellForms, readCell } from "./csv-cells";
import { type CsvFormat, CsvHeaderError, problemTexts } from "./csv-format";
import type { CsvRecord } from "./csv-record";

/** A row's value, from its cells. */
export interface CsvRowContent {
  readonly value: RowValue;
  /** Why the row cannot be read; the value is then its cells. */
  readonly malformed?: string;
}

/** The columns of a file, which make rows of cells. */
export class CsvColumns {
  private readonly namer: string;
  private readonly delimiter: string | undefined;
  private readonly types: readonly ColumnType[];
  private readonly isEmptyText: boolean;
  private readonly isQuotedText: boolean;
  private readonly nulls: ReadonlySet<string>;

  /** @param names in the file's order */
  constructor(
    readonly names: readonly string[],
    { columns = {}, delimiter, empty, quotedEmpty = "string", nulls = [], header = true }: CsvFormat,
  ) {
    this.namer = header ? "the first row names" : "from.names has";
    this.delimiter = delimiter;
    this.nulls = new Set(nulls);
    this.isQuotedText = quotedEmpty === "string";
    this.types = names.map((name) =>
      Object.hasOwn(columns, name) ? (columns[name] as ColumnType) : "string",
    );
    this.isEmptyText = empty === "string";
  }

  /** The columns that the first row of a file names. @throws CsvHeaderError */
  static named({ cells, fault }: CsvRecord, format: CsvFormat): CsvColumns {
    if (fault) throw new CsvHeaderError(`has a first row in which ${problemTexts[fault.problem]}`);
    const names = cells.map((name) => name.trim());
    refuseNames(names, format);
    return new CsvColumns(names, format);
  }

  /** The columns that `from.names` names. @throws CsvHeaderError if a type is of none of them */
  static listed(names: readonly string[], format: CsvFormat): CsvColumns {
    refuseNames(names, format);
    return new CsvColumns(names, format);
  }

  row({ cells, quoted, fault, nulls }: CsvRecord): CsvRowContent {
    const { names, types, isEmptyText, isQuotedText } = this;
    if (fault) {
      const name = names[fault.cell] ?? "a cell";
      return { value: cells, malformed: `${name}: ${problemTexts[fault.problem]}` };
    }
    if (cells.length !== names.length) return this.wrongCount(cells);
    const value: Record<string, RowValue> = {};
    for (let index = 0; index < names.length; index++) {
      const name = names[index] as string;
      const isEmptyTextHere = quoted[index] ? isQuotedText : isEmptyText;
      const read = this.isNull(cells[index] as string, index, quoted, nulls)
        ? null
        : readCell(cells[index] as string, types[index] as ColumnType, isEmptyTextHere);
      if (read === undefined) return this.wrongType(cells, index);
      setOwn(value, name, read);
    }
    return { value };
  }

  /** @param marked what the reader of the record found, if it did */
  private isNull(
    cell: string,
    index: number,
    quoted: readonly boolean[],
    marked: ReadonlySet<number> | undefined,
  ): boolean {
    if (this.nulls.size === 0) return false;
    return marked ? marked.has(index) : !quoted[index] && this.nulls.has(cell);
  }

  private wrongCount(cells: readonly string[]): CsvRowContent {
    const malformed = `the row has ${counted(cells.length, "cell")}, but ${this.namer} ${counted(this.names.length, "column")}${this.delimiterHint(cells)}`;
    return { value: cells, malformed };
  }

  /** A row that is one cell with another delimiter in it. */
  private delimiterHint(cells: readonly string[]): string {
    const other = cells.length === 1 ? otherDelimiter(cells, this.delimiter) : undefined;
    if (other === undefined) return "";
    const text = JSON.stringify(other);
    return `; if cells are separated by ${text}, set from: { delimiter: ${text} }`;
  }

  private wrongType(cells: readonly string[], index: number): CsvRowContent {
    const value: Record<string, RowValue> = {};
    this.names.forEach((name, at) => setOwn(value, name, cells[at]));
    const form = cellForms[this.types[index] as ColumnType];
    return { value, malformed: `${this.names[index]} must be ${form}, got ${shown(cells[index])}` };
  }
}

function refuseNames(names: readonly string[], { delimiter, columns = {}, header = true }: CsvFormat): void {
  const other = header ? otherDelimiter(names, delimiter) : undefined;
  if (other !== undefined)
    throw new CsvHeaderError(
      `names one column, ${JSON.stringify(names[0])}; if its cells are separated by ${JSON.stringify(other)}, set from: { delimiter: ${JSON.stringify(other)} }`,
    );
  const unnamed = names.indexOf("");
  if (unnamed !== -1)
    throw new CsvHeaderError(
      `must name every column in its first row, but column ${unnamed + 1} has no name`,
    );
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new CsvHeaderError(`must name every column once, but has ${JSON.stringify(twice)} twice`);
  const unknown = Object.keys(columns).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new CsvHeaderError(
      `has no column ${JSON.stringify(unknown)}${nearMissOrList(unknown, names, `it has: ${names.join(", ")}`)}`,
    );
}

/** The actual delimiter, if the first row is one name that contains it. */
function otherDelimiter(names: readonly string[], delimiter = ","): string | undefined {
  const [only = ""] = names;
  if (names.length > 1) return undefined;
  return [";", "\t", "|", ","].find((other) => other !== delimiter && only.includes(other));
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
