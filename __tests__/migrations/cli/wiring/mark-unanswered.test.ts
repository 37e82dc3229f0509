import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { EntityControl } from "../../../../cutover/control/control";
import { FileControl } from "../../../../cutover/control/file-control";
import { markUnanswered } from "../../../../migrations/cli/wiring/mark-unanswered";
import type { ProcessContext } from "../../../../migrations/cli/process-context";
import { entityControl, event } from "../../../cutover/control/entity-control";

const at = "2026-11-26T10:00:00.000Z";
const reason = "a write of follow, or of the run before it, may have had no response";
const context = {
  ...{ now: () => new Date(at), monotonic: () => 0, identity: { host: "build-3" } },
} as unknown as ProcessContext;
let file: string;
let control: FileControl;

beforeEach(() => {
  file = join(tmpdir(), `control-${randomUUID()}.json`);
  control = new FileControl(file);
});
afterEach(() => rm(file, { force: true }));

const have = (state: Partial<EntityControl>) =>
  control.change(entityControl({ entity: "users", mode: "follow", ...state }), event);
const stored = async () => (await control.read()).get("users");

it("marks an entity whose old store is the authority, and says who did", async () => {
  await have({ phase: "shadow" });
  expect(await markUnanswered(control, ["users"], at, context)).toEqual(["users"]);
  expect(await stored()).toMatchObject({ revision: 2, phase: "shadow", unverified: { reason, at } });
  expect((await control.history("users"))[0]).toMatchObject({
    ...{ by: "follow on build-3", change: `unverified: ${reason}` },
  });
});

it("replaces an earlier mark, and keeps a later one", async () => {
  const other = (time: string) => ({ reason: "another", at: time });
  await have({ phase: "shadow", unverified: other("2026-11-26T10:00:00.001Z") });
  await markUnanswered(control, ["users"], at, context);
  expect((await stored())?.unverified?.reason).toBe("another");
  await have({ phase: "shadow", revision: 2, unverified: other("2026-11-26T09:59:59.999Z") });
  await markUnanswered(control, ["users"], at, context);
  expect((await stored())?.unverified).toEqual({ reason, at });
});

it("leaves an entity alone whose tables are the authority", async () => {
  await have({ phase: "new" });
  expect(await markUnanswered(control, ["users"], at, context)).toEqual(["users"]);
  expect(await stored()).toMatchObject({ revision: 1 });
});

it("does not count an entity as marked that the control does not have", async () => {
  await have({ phase: "follow" });
  expect(await markUnanswered(control, ["users", "orders"], at, context)).toEqual(["users"]);
});
