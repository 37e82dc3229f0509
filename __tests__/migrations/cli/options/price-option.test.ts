import { InvalidArgumentError } from "commander";
import { describe, expect, it } from "vitest";
import { addPrice, type PriceOption, pricesWith } from "../../../../migrations/cli/options/price-option";
import { listPrices } from "../../../../migrations/pipeline/plan/prices";

describe("--price", () => {
  it("takes the place of a price of the list, whose date then says nothing", () => {
    const given = ["writes=0.71", "storage=0.3", "reads=0.2", "worker-hours=0.06"].reduce<PriceOption>(
      (prices, text) => addPrice(text, prices),
      {},
    );
    expect(pricesWith(given)).toEqual({
      ...listPrices,
      asOf: null,
      perMillionWriteUnits: 0.71,
      perMillionReadUnits: 0.2,
      perGbMonth: 0.3,
      perWorkerHour: 0.06,
    });
  });

  it("may be left out", () => {
    expect(pricesWith(undefined)).toEqual(listPrices);
  });

  it.each(["read=1", "writes", "writes=-1", "writes=1,5", "writes=", "toString=1"])("refuses %s", (text) => {
    expect(() => addPrice(text)).toThrow(
      new InvalidArgumentError(
        `expected writes=, reads=, write-hours=, storage= or worker-hours= and a price such as 0.71, got "${text}"`,
      ),
    );
  });
});
