import { expect } from "vitest";
import type { Control } from "../../../cutover/control/control";
import { entityControl, event } from "./entity-control";

/** Removes the mark that an entity is unverified, as a repair does that starts 20 minutes after it. */
export async function forgetMark(control: Control, entity: string): Promise<void> {
  const { revision, unverified, ...state } = (await control.read()).get(entity) ?? entityControl();
  expect(unverified).toBeDefined();
  await control.change({ ...state, revision: revision + 1 }, event);
}
