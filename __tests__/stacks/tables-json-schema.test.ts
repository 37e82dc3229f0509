import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tablesJsonSchema } from "../../stacks/config/json-schema";

const checkedIn = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "tables.schema.json"), "utf8"),
) as unknown;

describe("tables.schema.json", () => {
  it("is what scripts/write-tables-schema.ts writes", () => {
    expect(checkedIn).toEqual(tablesJsonSchema());
  });
});
