import { readAllOutputs } from "../../targets/read-outputs";
import type { OpenedTarget } from "./open-target";

/** The tables that Terraform made: their ids by their names, over all stacks of an outputs file. @throws UsageError */
export function tablesInOutputs(opened: OpenedTarget | undefined): ReadonlyMap<string, string> {
  const targets = opened ? readAllOutputs(opened.outputsName, opened.text) : [];
  return new Map(
    targets.flatMap(({ tables }) =>
      Object.entries(tables).map(([id, { name }]): [string, string] => [name, id]),
    ),
  );
}
