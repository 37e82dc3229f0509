import { createHash } from "node:crypto";
import { UsageError } from "../../errors";
import { keyAttributes } from "../../items/target-table";
import type { ChangeChunk, RecordedChange } from "../../pipeline/changes/recorded-change";
import type { Position } from "../../sources/source";
import type { ExportedChange } from "../../table-files/export/exported-change";
import type { IncrementalExport } from "../../table-files/export/incremental-export";
import { wrongCursor } from "../../sources/sql/key-cursor";
import { chooseTables } from "./choose-tables";
import type { ChosenTable } from "./chosen-table";
import { chooseByName } from "./table-by-name";
import type { Into } from "./open-table-files";
import type { TableAccess } from "./table-access";

/** `import` makes the changes of exports, `revert` undoes them. */
export type ChangeKind = "import" | "revert";

/** Incremental exports of a table, in the order in which their changes are made. */
export interface OpenedChanges {
  readonly kind: ChangeKind;
  readonly exports: readonly IncrementalExport[];
  readonly table: ChosenTable;
  /** Identifies the changes and what is done with them. */
  readonly fingerprint: string;
  readonly total: number;
}

/** @throws UsageError if the exports do not follow each other, or are not of one table; UnreachableError */
export async function openChanges(
  kind: ChangeKind,
  exports: readonly IncrementalExport[],
  into: Pick<Into, "to" | "table">,
  access: TableAccess,
): Promise<OpenedChanges> {
  const inOrder = exports.toSorted((a, b) => a.fromTime - b.fromTime);
  refuseGaps(inOrder);
  const table = await tableOf(inOrder, into, access);
  const ordered = kind === "import" ? inOrder : inOrder.toReversed();
  const versions = ordered.map(({ shown, version }) => `${shown} ${version}`).join("\n");
  return {
    ...{ kind, exports: ordered, table },
    fingerprint: createHash("sha256").update(`${kind}\n${versions}`).digest("hex"),
    total: ordered.reduce((sum, { count }) => sum + count, 0),
  };
}

/** @throws UsageError if changes are missing between two exports, or are in both */
function refuseGaps(exports: readonly IncrementalExport[]): void {
  for (const [index, next] of exports.entries()) {
    const before = exports[index - 1];
    if (!before || before.toTime === next.fromTime) continue;
    const isMissing = before.toTime < next.fromTime;
    const remedy = isMissing
      ? "the changes between are missing; add the export of that period"
      : "the changes between are in both; name only one of them";
    throw new UsageError(
      "exports-not-contiguous",
      `${before.shown} ends at ${timeText(before.toTime)} and ${next.shown} starts at ${timeText(next.fromTime)}: ${remedy}`,
    );
  }
}

async function tableOf(
  exports: readonly IncrementalExport[],
  { to, table }: Pick<Into, "to" | "table">,
  access: TableAccess,
): Promise<ChosenTable> {
  const tables = [...new Set(exports.map((one) => one.table))];
  if (tables.length > 1)
    throw new UsageError(
      "table-ambiguous",
      `${exports.map(({ shown }) => shown).join(", ")} are of ${tables.length} tables (${tables.join(", ")}); name the exports of one of them`,
    );
  if (to !== undefined) return (await chooseTables(access, [to], []))[0] as ChosenTable;
  const name = table ?? tables[0];
  if (name !== undefined) return chooseByName(access, name);
  throw new UsageError(
    "table-unknown",
    `${exports[0]?.shown} does not say which table it is of; name one with --table <name>`,
  );
}

/**
 * The changes of all exports after a position, in the order in which they are made. The row of a change is its
 * number among all changes; a cursor is the number of the export and a cursor in it.
 */
export async function* changesOf(
  { kind, exports, table }: OpenedChanges,
  after: Position | undefined,
  signal: AbortSignal,
): AsyncGenerator<ChangeChunk> {
  const keyNames = keyAttributes(table.table).map(({ name }) => name);
  const [start, cursorIn] = positionIn(after?.cursor, exports.length);
  let row = after?.row ?? 0;
  for (const [index, one] of exports.entries()) {
    if (index < start) continue;
    const cursor = index === start ? cursorIn : undefined;
    for await (const chunk of one.changes(keyNames, { cursor, signal })) {
      const changes = chunk.changes.map((change): ChangeChunk["changes"][number] => {
        row++;
        if (change.kind === "change") return itemChange(kind, row, change, one.hasOldImages);
        return { kind: "unreadable", row, reason: change.reason, value: change.text };
      });
      yield { changes, cursor: `${index} ${chunk.cursor}` };
    }
  }
}

function itemChange(
  kind: ChangeKind,
  row: number,
  { key, oldImage, newImage }: ExportedChange,
  hasOldImages: boolean,
): RecordedChange {
  if (kind === "revert") return { kind: "change", row, key, from: newImage, to: oldImage };
  return { kind: "change", row, key, from: hasOldImages ? oldImage : "unknown", to: newImage };
}

/** @throws UnreachableError if the cursor is none of these exports' */
function positionIn(cursor: string | undefined, exports: number): [index: number, cursor?: string] {
  if (cursor === undefined) return [0];
  const [, index = "", within] = /^(\d+) (.+)$/.exec(cursor) ?? [];
  if (within === undefined || Number(index) >= exports) throw wrongCursor(cursor);
  return [Number(index), within];
}

/** A time as messages show it. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
