import type { Checkpoint } from "../../run-store/checkpoint";
import type { KeptItem, RollbackResult } from "../../pipeline/rollback/rollback";
import { count, counted } from "../quantity";

/** The result of a rollback, for people. @param kept the first ones. @param keptFile where all are */
export function rollbackText(
  {
    run,
    target,
    options,
  }: Pick<Checkpoint, "run" | "options"> & { readonly target: { readonly place: string } },
  result: RollbackResult,
  dryRun: boolean,
  kept: readonly KeptItem[],
  keptFile: string,
): string[] {
  const would = dryRun ? "would be " : "";
  return [
    `Run ${run} into ${target.place}: ${titleOf(result, dryRun)}`,
    `  ${counted(result.deleted, "item")} that it created ${would}deleted`,
    `  ${counted(result.restored, "item")} that it overwrote or deleted ${would}restored`,
    `  ${counted(result.untouched, "item")} as before already`,
    ...(result.kept === 0
      ? []
      : [`  ${count(result.kept)} changed since by somebody else, and left as they are: ${keptFile}`]),
    ...(typeof options["objects"] === "string"
      ? [`  what it put into ${options["objects"]} stays there: another item may point to it by now`]
      : []),
    ...kept.map(({ table, key }) => `changed since: ${table} ${JSON.stringify(key)}`),
  ];
}

function titleOf({ complete }: RollbackResult, dryRun: boolean): string {
  if (dryRun) return "dry run; nothing was changed";
  return complete ? "rolled back" : "interrupted; repeat the command to finish";
}
