import { describe, expect, it } from "vitest";
import { nearMissOrList } from "../../yaml-file";

describe("nearMissOrList", () => {
  it("suggests a close name and starts a new sentence for the list", () => {
    expect(nearMissOrList("user", ["users", "logs"], "it has: users, logs")).toBe(
      '; did you mean "users"? It has: users, logs',
    );
  });

  it("only lists the names if none is close", () => {
    expect(nearMissOrList("x", ["users", "logs"], "it has: users, logs")).toBe("; it has: users, logs");
  });
});
