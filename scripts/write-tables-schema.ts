/** Writes tables.schema.json anew: `npx tsx scripts/write-tables-schema.ts`, after every change to the schema. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tablesJsonSchema } from "../stacks/config/json-schema";

writeFileSync(
  join(__dirname, "..", "tables.schema.json"),
  `${JSON.stringify(tablesJsonSchema(), null, 2)}\n`,
);
