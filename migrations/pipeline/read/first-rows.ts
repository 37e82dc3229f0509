import { FileError, type Problem } from "../../../yaml-file";
import type { Entity } from "../../definition/definition";
import { RunnerError } from "../../errors";
import type { TargetTable } from "../../items/target-table";
import type { RejectionCode } from "../../items/rejection";
import { makeTransform, type Outcome } from "../../mapping/transform";
import type { ReaderSettings } from "./entity-reader";
import { wantedEntities } from "./wanted-entities";

/** Rows by which a function is judged. */
const enough = 20;

/** Codes that point to the mapping, not to a row, if every row has them. */
const ofTheMapping: readonly RejectionCode[] = [
  ...(["missing-key", "wrong-key-type", "empty-key", "wrong-index-key-type", "wrong-time-to-live"] as const),
  ...(["mapping-failed", "unsupported-value"] as const),
];

/**
 * Checks mapping functions with the first rows: an entity whose function creates no item from any of them
 * that its table accepts is rejected before anything is written.
 *
 * @param entities those to look at. @default all
 * @throws FileError with every such entity
 */
export async function checkFirstRows(settings: ReaderSettings, entities?: readonly string[]): Promise<void> {
  const { definition } = settings;
  const problems: Problem[] = [];
  for (const entity of wantedEntities(definition, entities)) {
    if (!hasFunction(entity)) continue;
    const outcomes = await firstOutcomes(settings, entity);
    const [first] = outcomes;
    if (first?.kind !== "rejected" || !outcomes.every(isOfTheMapping)) continue;
    const message = `makes no item of the first rows that the table takes: ${first.rejection.message}`;
    problems.push({ path: ["entities", entity.name, entity.items ? "items" : "item"], message });
  }
  if (problems.length > 0) throw new FileError(definition.document.report(problems));
}

function hasFunction({ item, items = [] }: Entity): boolean {
  return [item, ...items.map((part) => part.item)].some((one) => typeof one === "function");
}

function isOfTheMapping(outcome: Outcome): boolean {
  return outcome.kind === "rejected" && ofTheMapping.includes(outcome.rejection.code);
}

/** Outcomes of the first rows that are not skipped. A source that cannot be read is reported when it is read. */
async function firstOutcomes(
  { source, target, env, compile }: ReaderSettings,
  entity: Entity,
): Promise<Outcome[]> {
  const transform = makeTransform(entity, target.tables[entity.to] as TargetTable, env, compile);
  const outcomes: Outcome[] = [];
  try {
    for await (const { rows } of source.rows(entity.from)) {
      for (const { value, malformed } of rows)
        if (malformed === undefined) outcomes.push(...transform(value));
      if (outcomes.length >= enough) break;
    }
  } catch (error) {
    if (!(error instanceof RunnerError)) throw error;
  }
  return outcomes.filter(({ kind }) => kind !== "left-out");
}
