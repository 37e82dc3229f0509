import { z } from "zod";
import { formatPath, type Path, problemsOf, received } from "../../yaml-file";
import type { JournalMark } from "./journal/journal-mark";
import { type Checkpoint, type EntityCheckpoint, runStates, type SettledTally } from "./checkpoint";

const count = z.number().int().nonnegative();
const text = z.string().min(1);
const instant = z.string().refine((value) => !Number.isNaN(Date.parse(value)), "must be a date and time");

/** Names are the user's: an object without a prototype holds `constructor` and `__proto__` like any other. */
function recordOf<T>(member: z.ZodType<T>): z.ZodType<Record<string, T>> {
  return z
    .unknown()
    .superRefine((value, context) => {
      if (isObject(value))
        for (const name of Object.keys(value)) addProblems(member, value[name], name, context);
      else addIssue(context, [], `must be an object, got ${received(value)}`);
    })
    .transform((value) => {
      const record = Object.create(null) as Record<string, T>;
      if (isObject(value)) for (const name of Object.keys(value)) record[name] = value[name] as T;
      return record;
    });
}

function addProblems(schema: z.ZodType, value: unknown, name: string, context: z.RefinementCtx): void {
  for (const { path, message } of problemsOf(schema, value)) addIssue(context, [name, ...path], message);
}

/** A message that is the whole sentence: nothing is appended to it. */
function addIssue(context: z.RefinementCtx, path: Path, message: string): void {
  context.addIssue({ code: "custom", path: [...path], message, params: { isComplete: true } });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const tally: z.ZodType<SettledTally> = z.object({
  ...{ rows: count, read: count, written: count, skipped: count, rejected: count },
  rejectedBy: recordOf(count),
});

const entity: z.ZodType<EntityCheckpoint> = z
  .object({
    settledUpTo: count,
    position: z.object({ row: count, cursor: z.string() }).optional(),
    keys: count,
    rows: count,
    read: count,
    written: count,
    skipped: count,
    rejected: count,
    rejectedBy: recordOf(count),
    settled: tally.optional(),
    totalRows: z.number().nonnegative().optional(),
    done: z.boolean(),
    sourceVersion: z.string(),
  })
  .superRefine((value, context) => {
    const { settledUpTo, rows, read, written, skipped, rejected, keys, position } = value;
    const require = (holds: boolean, path: string, message: string): void => {
      if (!holds) addIssue(context, [path], message);
    };
    require(rows === settledUpTo, "rows", `must equal settledUpTo (${settledUpTo}), got ${rows}`);
    const sum = written + skipped + rejected;
    require(read === sum, "read", `must be written + skipped + rejected (${sum}), got ${read}`);
    require(keys <= read, "keys", `must be at most read (${read}), got ${keys}`);
    const { row = 0 } = position ?? {};
    require(row <= settledUpTo, "position", `must be at or before row ${settledUpTo}, got row ${row}`);
  });

const journal: z.ZodType<JournalMark> = z.object({
  entries: count,
  bytes: count,
  sum: z.string(),
  openFrom: count,
});

const option = z.union(
  [z.string(), z.number(), z.boolean(), z.array(z.string())],
  "must be a string, a number, true, false or a list of strings",
);

const checkpointSchema = z.object({
  formatVersion: z.union([z.literal(1), z.literal(2)]),
  run: text,
  migration: text,
  definition: z.string(),
  target: z.object({
    place: text,
    region: text,
    tables: recordOf(text),
    tableIds: recordOf(text).optional(),
  }),
  options: recordOf(option),
  state: z.enum(runStates),
  number: z.number().int().min(1).optional(),
  startedAt: instant,
  updatedAt: instant,
  activeMs: z.number().nonnegative().optional(),
  entities: recordOf(entity),
  journal: journal.optional(),
  sync: z.object({ unchanged: count, vanished: count, deleted: count }).optional(),
});

/**
 * Checks what a checkpoint file holds.
 * @param run the name of the folder that it is in
 * @throws Error whose message names the first member that is wrong, what was expected and what was found
 */
export function parseCheckpoint(value: unknown, run: string): Checkpoint {
  if (!isObject(value)) throw new Error(`it must be an object, got ${received(value)}`);
  const format = value["formatVersion"];
  if (format !== 1 && format !== 2)
    throw new Error(`formatVersion must be 1 or 2, got ${JSON.stringify(format) ?? "nothing"}`);
  const result = checkpointSchema.safeParse(value);
  if (!result.success) throw new Error(firstProblem(value));
  if (result.data.run !== run)
    throw new Error(`run must be the name of its folder, "${run}", got "${result.data.run}"`);
  return result.data;
}

function firstProblem(value: unknown): string {
  const [problem] = problemsOf(checkpointSchema, value);
  return problem ? `${formatPath(problem.path)} ${problem.message}` : "it has an unknown form";
}
