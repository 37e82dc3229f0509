import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../files/replace-file";
import type { MigrationOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";

const orderFile = "order.json";

interface Order {
  readonly cwd: string;
  readonly workers: number;
  /** The folder of runs. */
  readonly runFolder: string;
  /** `null` for ever. */
  readonly giveUpAfterMs?: number | null | undefined;
}

/** What the workers of a verification open its migration with. */
export interface VerifyOrder extends Order {
  readonly kind: "verify";
  /** The migration file. */
  readonly file: string;
  readonly options: Omit<MigrationOptions, "limit" | "json">;
  /** See `ProcessContext.texts`. */
  readonly texts?: Readonly<Record<string, string>> | undefined;
}

/** Where the workers that copy tables find them. */
export interface CopyOrder extends Order {
  readonly kind: "copy";
  readonly region: string;
  /** @default AWS */
  readonly endpoint?: string | undefined;
}

/** What worker processes need to know before their first task. */
export type TaskOrder = VerifyOrder | CopyOrder;

/** The order of a verification of a migration file. */
export function verifyOrder(
  file: string,
  { region, endpoint, entity, outputs, stack, local, runFolder }: MigrationOptions,
  context: ProcessContext,
  workers: number,
): VerifyOrder {
  const { texts } = context;
  return {
    ...{ kind: "verify", file, ...orderOf(runFolder, workers, context) },
    options: JSON.parse(
      JSON.stringify({ region, endpoint, entity, outputs, stack, local, runFolder }),
    ) as VerifyOrder["options"],
    ...(texts && { texts: Object.fromEntries(texts) }),
  };
}

/** The order of a copy of tables. */
export function copyOrder(
  { region, endpoint }: Pick<CopyOrder, "region" | "endpoint">,
  runFolder: string,
  workers: number,
  context: ProcessContext,
): CopyOrder {
  return { kind: "copy", region, endpoint, ...orderOf(runFolder, workers, context) };
}

function orderOf(runFolder: string, workers: number, { cwd, giveUpAfterMs }: ProcessContext): Order {
  // JSON has no Infinity.
  return { cwd, workers, runFolder, giveUpAfterMs: giveUpAfterMs === Infinity ? null : giveUpAfterMs };
}

/** Writes it into the folder of the tasks. @throws UnreachableError */
export function saveOrder(folder: string, order: TaskOrder): Promise<void> {
  return replaceFile(join(folder, orderFile), JSON.stringify(order));
}

/** @throws Error if the folder has none */
export async function readOrder(folder: string): Promise<TaskOrder> {
  return JSON.parse(await readFile(join(folder, orderFile), "utf8")) as TaskOrder;
}
