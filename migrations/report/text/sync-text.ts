import { commandText } from "../../command-line";
import { activeSeconds, totalOf } from "../../pipeline/run/run-result";
import { type SyncResult, type TableSync, unchangedTotal } from "../../pipeline/sync/sync-result";
import { count, counted, duration } from "../quantity";
import { rejectReasons } from "./reject-reasons";
import type { RunCommands } from "./run-text";
import { textTable } from "./text-table";

/** A sync's result for people. @param width of their terminal, in characters. @default unlimited */
export function syncText(result: SyncResult, commands: RunCommands, width?: number): string[] {
  const { run, tables } = result;
  return [
    headline(result),
    ...textTable(
      ["entity", "read", run.dryRun ? "would write" : "written", "unchanged", "skipped", "rejected", "table"],
      rowsOf(result),
      width,
    ),
    ...(result.noRecord === undefined ? [] : [`All items were looked up in the tables: ${result.noRecord}`]),
    ...rejects(result),
    ...tables.flatMap((table) => [...conflicts(table), ...vanished(table, result), ...keys(table, result)]),
    ...advice(result, commands),
  ];
}

function headline({ run }: SyncResult): string {
  const name = run.dryRun ? "Dry run; nothing was written" : `Sync ${run.run}`;
  return `${name}: ${run.outcome} after ${duration(activeSeconds(run))}`;
}

function rowsOf(result: SyncResult): string[][] {
  const { run, unchanged } = result;
  const rows = run.entities.map(({ entity, table, tally }) => {
    const same = unchanged.get(entity) ?? 0;
    return [
      entity,
      ...[tally.read, tally.written, same, tally.skipped - same, tally.rejected].map(count),
      table,
    ];
  });
  if (rows.length === 1) return rows;
  const total = totalOf(run);
  const all = unchangedTotal(result);
  const sums = [total.read, total.written, all, total.skipped - all, total.rejected].map(count);
  return [...rows, ["all", ...sums, ""]];
}

function rejects({ run }: SyncResult): string[] {
  const reasons = rejectReasons(totalOf(run).rejectedBy);
  if (reasons === "") return [];
  const file = run.folder === "" ? "" : `; see ${run.folder}/rejects.jsonl`;
  return [`Rejected: ${reasons}${file}`];
}

function conflicts({ table, conflicts: changed }: TableSync): string[] {
  if (changed === 0) return [];
  return [`${table}: ${counted(changed, "item")} changed by another client since; --on-conflict decides`];
}

function vanished(one: TableSync, { deletes, run }: SyncResult): string[] {
  const { table, vanished: gone, deleted, kept, absent, refusal } = one;
  if (gone === 0) return [];
  const what = `${table}: ${counted(gone, "item")} no longer in the source`;
  if (!deletes) return [`${what}; --delete removes them`];
  if (refusal !== undefined) return [`${what}; none deleted: ${refusal}`];
  if (run.dryRun) return [`${what}, would be deleted if unchanged since`];
  return [
    `${what}: ${count(deleted)} deleted, ${count(kept)} kept (changed by another client), ${count(absent)} already deleted`,
  ];
}

function keys(
  { table, firstChanged, firstVanished, vanished: gone, changed }: TableSync,
  result: SyncResult,
): string[] {
  if (!result.run.dryRun) return [];
  const list = (what: string, first: TableSync["firstChanged"], all: number): string[] => {
    const more = all > first.length ? [`  and ${count(all - first.length)} more`] : [];
    return first.length === 0
      ? []
      : [`${table}: ${what}`, ...first.map((key) => `  ${JSON.stringify(key)}`), ...more];
  };
  return [...list("would write", firstChanged, changed), ...list("vanished", firstVanished, gone)];
}

function advice({ run }: SyncResult, { next, again }: RunCommands): string[] {
  const ending = run.outcome === "interrupted" ? undefined : run.failure;
  const failures = [ending, ...run.entities.map(({ failure }) => failure)].flatMap(
    (one) => one?.message ?? [],
  );
  return [
    ...failures.map((message) => `Stopped: ${message}`),
    ...(run.outcome === "finished" ? [] : [`Progress is saved. To resume: ${commandText(again)}`]),
    ...(run.outcome === "finished" && !run.dryRun ? [`Next: ${commandText(next)}`] : []),
  ];
}
