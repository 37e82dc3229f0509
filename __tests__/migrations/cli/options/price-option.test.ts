import { InvalidArgumentError } from "commander";
import { describe, expect, it } from "vitest";
import { addPrice, pricesWith } from "../../../../migrations/cli/options/price-option";
import { listPrices } from "../../../../migrations/pipeline/plan/prices";

describe("--price", () => {
  it("takes the place of a price of the list, whose date then says nothing", () => {
    const given = addPrice("reads=0.2", addPrice("storage=0.3", addPrice("writes=0.71")));
    expect(pricesWith(given)).toEqual({
      ...listPrices,
      asOf: null,
      perMillionWriteUnits: 0.71,
      perMillionReadUnits: 0.2,
      perGbMonth: 0.3,
    });
  });

  it("may be left out", () => {
    expect(pricesWith(undefined)).toEqual(listPrices);
  });

  it.each(["read=1", "writes", "writes=-1", "writes=1,5", "writes=", "toString=1"])("refuses %s", (text) => {
    expect(() => addPrice(text)).toThrow(
      new InvalidArgumentError(
        `expected writes=, reads=, write-hours= or storage= and a price such as 0.71, got "${text}"`,
      ),
    );
  });
});
