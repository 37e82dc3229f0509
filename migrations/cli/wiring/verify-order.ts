import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../files/replace-file";
import type { MigrationOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";

const orderFile = "order.json";

/** What the workers of a verification open its migration with. */
export interface VerifyOrder {
  /** The migration file. */
  readonly file: string;
  readonly options: Omit<MigrationOptions, "limit" | "json">;
  readonly cwd: string;
  /** See `ProcessContext.texts`. */
  readonly texts?: Readonly<Record<string, string>> | undefined;
  /** `null` for ever. */
  readonly giveUpAfterMs?: number | null | undefined;
  readonly workers: number;
}

/** The order of a verification of a migration file. */
export function verifyOrder(
  file: string,
  { region, endpoint, entity, outputs, stack, local, runFolder }: MigrationOptions,
  { cwd, texts, giveUpAfterMs }: ProcessContext,
  workers: number,
): VerifyOrder {
  return {
    ...{ file, cwd, workers },
    options: JSON.parse(
      JSON.stringify({ region, endpoint, entity, outputs, stack, local, runFolder }),
    ) as VerifyOrder["options"],
    ...(texts && { texts: Object.fromEntries(texts) }),
    // JSON has no Infinity.
    giveUpAfterMs: giveUpAfterMs === Infinity ? null : giveUpAfterMs,
  };
}

/** Writes it into the folder of the verification. @throws UnreachableError */
export function saveOrder(folder: string, order: VerifyOrder): Promise<void> {
  return replaceFile(join(folder, orderFile), JSON.stringify(order));
}

/** @throws Error if the folder has none */
export async function readOrder(folder: string): Promise<VerifyOrder> {
  return JSON.parse(await readFile(join(folder, orderFile), "utf8")) as VerifyOrder;
}
