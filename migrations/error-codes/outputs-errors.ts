import type { ErrorEntries } from "./error-entry";

/** Errors of the file that `--outputs` names. */
export const outputsErrors = {
  "outputs-not-json": {
    kinds: ["usage"],
    meaning: "The outputs file is not JSON.",
    example:
      "outputs.json is not JSON (Unexpected end of JSON input); write it with cdktf deploy --outputs-file",
    fix: "Write it again: `cdktf deploy --outputs-file outputs.json`, or `terraform output -json > outputs.json`.",
  },
  "outputs-unknown-shape": {
    kinds: ["usage"],
    meaning: "The file is JSON, but has no output `dynamodb_tables`.",
    example:
      'outputs.json has no output "dynamodb_tables" (found: bucket, role); apply a stack of this package',
    fix: "Name the outputs of a stack that was made by this package.",
  },
  "outputs-invalid": {
    kinds: ["usage"],
    meaning: "The output `dynamodb_tables` has wrong or missing members; each is on a line of its own.",
    example: "outputs.json tables.users.partitionKey.type: must be S, N or B",
    fix: "Write the file again with the version of this package that you run. Do not edit it.",
  },
  "stack-ambiguous": {
    kinds: ["usage"],
    meaning: "The file has several primary stacks.",
    example:
      "outputs.json holds 2 primary stacks; choose one with --stack: forum-dev-us-east-1, shop-dev-us-east-1",
    fix: "Choose one with `--stack`.",
  },
  "stack-unknown": {
    kinds: ["usage"],
    meaning: "The file has no stack of the name that `--stack` gives.",
    example: 'outputs.json has no stack "shop-prod"; it has: shop-dev-us-east-1',
    fix: "Use a name from the list in the message.",
  },
} as const satisfies ErrorEntries;
