import { table } from "./table-of-all";

interface Postcondition {
  readonly condition: string;
  readonly errorMessage: string;
}

/** What the library writes into each table so that Terraform refuses what would lose its data or its capacity. */
export function tableGuards(index: number): Postcondition[] {
  const name = table.name(index);
  const types: Record<string, string> = { [table.partitionKey]: "S", [table.sortKey]: "N" };
  for (const attribute of Object.values(table.indexes)) types[attribute] = "S";
  return [
    ...["read", "write"].map((kind) => ({
      condition: `\${self.${kind}_capacity > 0}`,
      errorMessage: `${name} is on-demand, and autoscaling would start at 1 ${kind} unit instead of ${table.minUnits}. Apply it with a fixed ${kind} capacity of ${table.minUnits} first, then with autoscaling.`,
    })),
    {
      condition: `\${alltrue([for a in self.attribute : lookup(${JSON.stringify(types)}, a.name, a.type) == a.type])}`,
      errorMessage: `${name}: Terraform does not change the type of a key attribute or the projection of a local index, and ignores the change: declare a new table under another id and migrate the items. A type that only global indexes use changes if the indexes are removed, applied, and added again.`,
    },
  ];
}

/** What the library writes once for all tables of a stack, by its path in the Terraform. */
export function guards(count: number): Record<string, unknown> {
  const addresses = Array.from({ length: count }, (_, index) => `aws_dynamodb_table.table${index}`);
  return {
    moved: addresses.map((address) => ({
      from: `terraform_data.unprotected["${address}"]`,
      to: `terraform_data.protected["${address}"]`,
    })),
    "resource.terraform_data": {
      protected: {
        for_each: Object.fromEntries(addresses.map((address) => [address, address])),
        lifecycle: { prevent_destroy: true },
      },
      time_to_live: {
        for_each: Object.fromEntries(addresses.map((address) => [address, table.ttlAttribute])),
        input: "${each.value}",
        lifecycle: {
          ignore_changes: ["input"],
          postcondition: [
            {
              condition: "${self.input == each.value}",
              error_message:
                "The items of ${each.key} expire by ${self.input}, and AWS takes no other attribute while they do. Turn it off with { disabled: ${self.input} }, apply, and name ${each.value} an hour later.",
            },
          ],
        },
      },
    },
  };
}
