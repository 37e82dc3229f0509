import { parseArgs } from "node:util";
import { makeOldTables } from "../old-tables";
import { oldTables } from "./old-tables";

// npx tsx examples/snapinfra/make-old-tables.ts --endpoint <url>
//
// Makes the four tables that were there before Terraform, with their items, in an emulator.
const { values } = parseArgs({ options: { endpoint: { type: "string" } } });
if (values.endpoint === undefined)
  throw new Error("--endpoint: name where the emulator answers, such as http://127.0.0.1:8123");
void makeOldTables(values.endpoint, "us-east-1", oldTables()).then((items) =>
  console.log(`rhinoback-users, -projects, -schemas and -deployments hold ${items} items`),
);
