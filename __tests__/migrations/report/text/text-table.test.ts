import { describe, expect, it } from "vitest";
import { textTable } from "../../../../migrations/report/text/text-table";

const header = ["run", "state", "rows"];
const rows = [
  ["shop-20261125-185938", "finished", "12"],
  ["shop-20261125-190000", "", "3,000"],
];

describe("textTable", () => {
  it("lines up columns, figures to the right", () => {
    expect(textTable(header, rows)).toEqual([
      "  run                   state      rows",
      "  shop-20261125-185938  finished     12",
      "  shop-20261125-190000            3,000",
    ]);
  });

  it("is a table where it just fits", () => {
    expect(textTable(header, rows, 39)).toEqual(textTable(header, rows));
  });

  it("is a block for each row where it does not fit, without empty cells", () => {
    expect(textTable(header, rows, 38)).toEqual([
      "  run shop-20261125-185938",
      "    state  finished",
      "    rows   12",
      "  run shop-20261125-190000",
      "    rows   3,000",
    ]);
  });
});
