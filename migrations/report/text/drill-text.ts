import type { DrillResult, TableDrill } from "../../pipeline/drill/drill-result";
import { comparedText, lagText, restoredText, secondsText, targetNames } from "../drill-figures";

/** A drill's result for people. */
export function drillText({ tables, targets, leftovers, passed }: DrillResult): string[] {
  return [
    ...tables.flatMap(tableText),
    ...targets.map(({ table, target, targetSeconds, measuredSeconds, isMet }) => {
      const measured = measuredSeconds === undefined ? "not measured" : secondsText(measuredSeconds);
      return `${isMet ? "Met" : "Missed"}: ${table}: ${targetNames[target]}: ${measured}, target ${secondsText(targetSeconds)}`;
    }),
    ...leftovers.map((what) => `Left: ${what}. The next drill removes it, or drill --clean`),
    passed ? "The drill has passed" : "The drill has failed",
  ];
}

function tableText({ table, region, replicas, restore, failures }: TableDrill): string[] {
  return [
    `${table} (${region})`,
    ...(replicas.length === 0 ? ["  no replica"] : []),
    ...replicas.flatMap(({ region: replica, lag, compared }) => [
      ...(lag
        ? [
            `  ${replica}: lag ${lagText(lag.lagMs, lag.unreplicated)}; write accepted and read in ${secondsText(lag.writeMs / 1000)}`,
          ]
        : []),
      ...(compared ? [`  ${replica}: ${comparedText(compared, "the replica")}`] : []),
    ]),
    ...(restore
      ? [
          `  restored ${restoredText(restore)}: ${comparedText(restore.compared, "the restored table")}`,
          ...restore.structure.map((difference) => `  restored table: ${difference}`),
        ]
      : []),
    ...failures.map(({ check, message }) => `  ${check} failed: ${message}`),
  ];
}
