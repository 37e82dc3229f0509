import { join } from "node:path";
import { expect, it } from "vitest";
import { tablesJsonSchema } from "../../stacks/config/json-schema";

/**
 * The schema that editors complete and check tables.yaml by is part of the package. After every change of the
 * format write it anew: `npx vitest run __tests__/stacks/tables-json-schema.test.ts --update`.
 */
it("tables.schema.json is the schema of tables.yaml", async () => {
  const written = `${JSON.stringify(tablesJsonSchema(), null, 2)}\n`;
  await expect(written).toMatchFileSnapshot(join(__dirname, "..", "..", "tables.schema.json"));
});
