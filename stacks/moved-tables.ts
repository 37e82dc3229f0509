import type { TerraformStack } from "cdktf";
import { moveFromFormerId } from "../constructs";
import { constructId } from "../constructs/internal";
import type { TablesConfig } from "./config/tables-schema";

const ownAddress = /^aws_dynamodb_table\.(?<formerId>[A-Za-z][A-Za-z0-9_-]*)$/;

/** The paths of a table's constructs in a stack. */
const pathsOf = (id: string): (readonly string[])[] => [
  ["tables", constructId(id)],
  ["replicas", constructId(id)],
  ["alarms", constructId(id, ["Service", "UserErrors"])],
  ["alarms", `Table.${id}`],
];

/** Moves the scaling, alarms and insights of a table whose id in the file has changed, too. */
export function moveTables(stack: TerraformStack, tables: TablesConfig["tables"]): void {
  for (const [id, { movedFrom = "" }] of Object.entries(tables)) {
    const formerId = ownAddress.exec(movedFrom)?.groups?.["formerId"];
    if (formerId === undefined) continue;
    pathsOf(id).forEach((path, position) => {
      const construct = stack.node.tryFindChild(path[0] ?? "")?.node.tryFindChild(path[1] ?? "");
      const former = pathsOf(formerId)[position]?.[1];
      if (construct === undefined || former === undefined) return;
      moveFromFormerId(construct, { id: former, logicalId: formerId });
    });
  }
}
