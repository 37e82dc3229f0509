import type { TerraformStack } from "cdktf";
import { moveFromFormerId } from "../constructs";
import { constructId } from "../constructs/internal";
import type { TablesConfig } from "./config/tables-schema";

const ownAddress = /^aws_dynamodb_table\.(?<formerId>[A-Za-z][A-Za-z0-9_-]*)$/;

/** What a stack makes for a table: the ids of the constructs on the way to it. */
const placesOf = (id: string): (readonly string[])[] => [
  ["tables", constructId(id)],
  ["replicas", constructId(id)],
  ["alarms", constructId(id, ["Service", "UserErrors"])],
  ["alarms", `Table.${id}`],
];

/** Has everything that hangs on a table follow it from the id that it had in the file: scaling, alarms, insights. */
export function moveTables(stack: TerraformStack, { tables }: TablesConfig): void {
  for (const [id, { movedFrom = "" }] of Object.entries(tables)) {
    const formerId = ownAddress.exec(movedFrom)?.groups?.["formerId"];
    if (formerId === undefined) continue;
    placesOf(id).forEach((path, position) => {
      const construct = stack.node.tryFindChild(path[0] ?? "")?.node.tryFindChild(path[1] ?? "");
      const former = placesOf(formerId)[position]?.[1];
      if (construct === undefined || former === undefined) return;
      moveFromFormerId(construct, { id: former, logicalId: formerId });
    });
  }
}
