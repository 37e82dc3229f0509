import { expect, it } from "vitest";
import { checkCarriedOver, checkFollowing } from "../../../../migrations/cli/wiring/check-following";

const state = { rejected: [], phase: "following", lagMs: 0 } as const;

it("lets an entity be compared with a lag of 10 seconds", () => {
  expect(checkFollowing("shop-1", { ...state, lagMs: 10_000 })).toEqual({
    ...{ name: "followed", ok: true, found: "run shop-1 has moved all rows, and follow has caught up" },
  });
});

it("refuses a lag of more than 10 seconds", () => {
  expect(checkFollowing("shop-1", { ...state, lagMs: 10_001 })).toEqual({
    ...{ name: "followed", ok: false, found: "run shop-1: following, lag 10 s, at most 10 s is allowed" },
    fix: "wait until follow has caught up",
  });
});

it.each(["prepared", "catching-up", "stopped", "lost"] as const)("refuses the state %s", (phase) => {
  expect(checkFollowing("shop-1", { ...state, phase }).ok).toBe(false);
});

it("refuses while a row cannot become an item", () => {
  const row = { entity: "users", key: '["7"]', code: "rejected", message: "no" };
  expect(checkFollowing("shop-1", { ...state, rejected: [row] })).toMatchObject({
    ...{ ok: false, found: "1 row cannot become items (follow-rejects.jsonl)" },
    fix: "correct them in the source",
  });
});

it("relies on a position only if the control knows of every write that had no response", () => {
  const unanswered = { at: "2026-11-26T10:00:00.000Z", unmarked: ["orders"] };
  const holds = { name: "drained", ok: true, found: "follow has carried over everything up to 0/1A" };
  expect(checkCarriedOver({}, "users", "0/1A")).toEqual(holds);
  expect(checkCarriedOver({ unanswered }, "users", "0/1A")).toEqual(holds);
  expect(checkCarriedOver({ unanswered }, "orders", "0/1A")).toEqual({
    ...{ name: "drained", ok: false },
    found:
      "a write of follow may have had no response at 2026-11-26T10:00:00.000Z, and be carried out after newer ones",
    fix: "run verify --live 20 minutes after that time or later, then repeat the command",
  });
});
