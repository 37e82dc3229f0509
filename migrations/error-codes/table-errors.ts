import type { ErrorEntries } from "./error-entry";

/** Errors of the target tables and of the bucket of offloaded attributes. */
export const tableErrors = {
  "table-missing": {
    kinds: ["usage", "unreachable"],
    meaning:
      "The table does not exist in that region or at that endpoint; with `import --s3`, `--table` or `--key` is missing.",
    example: "table shop-orders not found in us-east-1; deploy its stack, or choose another region",
    fix: "Deploy the stack, or correct the region, the endpoint or the outputs file.",
  },
  "table-differs": {
    kinds: ["unreachable"],
    meaning:
      "The table exists, but its key or indexes are not those of the outputs or of the synthesized stack.",
    example:
      "table shop-orders in us-east-1 has the key (id), the outputs say (customerId, orderId); write the outputs file again",
    fix: "Write the outputs file again, or deploy the stack. With `local up`, run `local down` first.",
  },
  "table-not-active": {
    kinds: ["unreachable"],
    meaning: "The table is being created, updated or deleted.",
    example: "table shop-orders is CREATING in us-east-1; wait until it is ACTIVE",
    fix: "Wait until the table is ACTIVE, then retry.",
  },
  "table-not-empty": {
    kinds: ["usage"],
    meaning: "The table holds items and the command was not told what to do with existing keys.",
    example:
      "table shop-orders is not empty; choose how to handle existing keys with --on-conflict overwrite, skip or fail",
    fix: "To write only what has changed since a finished run, use `sync`. Otherwise add `--on-conflict overwrite`, `skip` or `fail`.",
  },
  "table-unreachable": {
    kinds: ["unreachable"],
    meaning: "No connection to DynamoDB, or its responses are not those of DynamoDB; retries did not help.",
    example:
      "cannot reach table shop-orders in us-east-1: getaddrinfo ENOTFOUND dynamodb.us-east-1.amazonaws.com",
    fix: "Check the network, the proxy and the endpoint, then resume. `--give-up-after` sets how long to retry.",
  },
  "table-unreadable": {
    kinds: ["unreachable"],
    meaning: "DynamoDB refuses to read the table.",
    example:
      "table shop-orders cannot be read: AccessDeniedException: not authorized to perform dynamodb:Scan",
    fix: "Grant the action that the message names.",
  },
  "table-refuses": {
    kinds: ["unreachable"],
    meaning: "DynamoDB refuses writes to the table as a whole: permission, key or request.",
    example:
      "table shop-orders does not accept writes: AccessDeniedException: not authorized to perform dynamodb:BatchWriteItem",
    fix: "Grant the action that the message names, then resume.",
  },
  "table-refuses-items": {
    kinds: ["unreachable"],
    meaning:
      "DynamoDB rejected each of the first items, so the table, not the items, is assumed to be at fault.",
    example:
      'table shop-orders refused the first 25 items, the last one with "Type mismatch for key"; the items do not fit the table: change the definition, or bring the outputs up to date',
    fix: "Compare the mapping with the table's key and indexes, and write the outputs file again.",
  },
  "table-changed": {
    kinds: ["unreachable"],
    meaning: "The table was written to while it was verified, or while it was backed up before its deletion.",
    example: "table shop-orders changed while it was verified; verify again once nothing writes to it",
    fix: "Stop what writes to the table, then repeat the command.",
  },
  "table-kept": {
    kinds: ["usage"],
    meaning: "`tables delete` does not delete tables of Terraform, nor tables with deletion protection.",
    example:
      "table shop-orders is orders in outputs.json and managed by Terraform; delete it with Terraform instead",
    fix: "Remove the table in Terraform, or switch its deletion protection off.",
  },
  "service-refuses": {
    kinds: ["unreachable"],
    meaning: "A call of a control operation (list, backup, export, delete …) failed.",
    example: "cannot list the tables: AccessDeniedException: not authorized to perform dynamodb:ListTables",
    fix: "Grant the action that the message names.",
  },
  "object-driver-missing": {
    kinds: ["unreachable"],
    meaning: "`oversize: offload` needs the AWS SDK's client for S3.",
    example: "oversize: offload needs a package that is not installed: npm install @aws-sdk/client-s3",
    fix: "Install the package.",
  },
  "object-not-kept": {
    kinds: ["unreachable"],
    meaning: "An offloaded attribute cannot be written to S3. Its item was not written either.",
    example: "cannot put s3://my-bucket/orders/7: AccessDenied; the run can be resumed once that is fixed",
    fix: "Grant `s3:PutObject`, or correct the bucket's name, then resume.",
  },
} as const satisfies ErrorEntries;
