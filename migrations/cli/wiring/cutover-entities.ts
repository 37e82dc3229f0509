import type { Control, EntityControl } from "../../../cutover/control/control";
import { nearMissOrList } from "../../../yaml-file";
import { UsageError } from "../../errors";
import type { CutoverOptions } from "../options/cutover-options";

/** The state of the entities that a command is for: those that were named, or all of the control. @throws UsageError */
export async function cutoverEntities(
  control: Control,
  { entity: wanted }: CutoverOptions,
): Promise<EntityControl[]> {
  const states = await control.read();
  const known = [...states.keys()].toSorted();
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      "entity-not-in-control",
      `${control.description} has no entity "${unknown}"${nearMissOrList(unknown, known, known.length > 0 ? `it has: ${known.join(", ")}` : "add it with cutover init")}`,
    );
  return (wanted ?? known).flatMap((name) => states.get(name) ?? []);
}

/** The state of the single entity that a command is for. @throws UsageError */
export async function cutoverEntity(control: Control, options: CutoverOptions): Promise<EntityControl> {
  const [only, ...others] = await cutoverEntities(control, options);
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(
    "entity-not-in-control",
    only === undefined
      ? `${control.description} has no entities; add one with cutover init`
      : `name one entity with --entity: ${[only, ...others].map(({ entity }) => entity).join(", ")}`,
  );
}
