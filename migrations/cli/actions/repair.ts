import { keyDigest } from "../../seen-keys/key-digest";
import { KeySet } from "../../seen-keys/key-set";
import { type RunResult, totalOf } from "../../pipeline/run/run-result";
import type { Difference } from "../../pipeline/verify/difference";
import { moveRows } from "./run";
import type { ExitCode } from "../exit-code";
import type { MigrationOptions } from "../options/migration-options";
import { nextCommand } from "../output/next-command";
import type { Migration } from "../wiring/open-migration";
import type { ProcessContext } from "../process-context";

/** The items that a verification found missing or changed. */
export class RepairKeys {
  private readonly keys = new Map<string, KeySet>();
  private count = 0;

  constructor(private readonly scratch: Migration["scratch"]) {}

  /** How many they are. */
  get size(): number {
    return this.count;
  }

  /** Takes a difference that can be repaired. Extra items are left alone: nobody said that they may go. */
  add({ kind }: Difference, to: string, key: string): void {
    if (kind === "extra") return;
    const keys = this.keys.get(to) ?? new KeySet(this.scratch && { scratch: this.scratch });
    this.keys.set(to, keys);
    if (keys.add(keyDigest(key))) this.count++;
  }

  has(to: string, digest: string): boolean {
    return this.keys.get(to)?.has(digest) ?? false;
  }

  close(): void {
    this.keys.forEach((keys) => keys.close());
  }
}

/** What a repair did. */
export interface Repair {
  readonly run: string;
  readonly written: number;
}

export interface RepairOptions extends MigrationOptions {
  /** Write units per second. */
  readonly rate?: number;
}

/**
 * Writes those items from the source, as a run of its own: with a journal, so that `rollback` takes it back, and not
 * to be mistaken for the migration's own run by `--resume`.
 */
export async function repair(
  file: string,
  migration: Migration,
  keys: RepairKeys,
  options: RepairOptions,
  context: ProcessContext,
): Promise<{ readonly repair: Repair; readonly code: ExitCode }> {
  let ended: RunResult | undefined;
  const code = await moveRows({
    context,
    migration: {
      ...migration,
      definition: { ...migration.definition, name: `${migration.definition.name}-repair` },
      isWanted: (to, digest) => keys.has(to, digest),
    },
    options: {
      ...options,
      ...{ batchSize: 25, concurrency: 8, journal: true, resume: false, onConflict: "overwrite" },
    },
    next: nextCommand("verify", [file], options),
    show: (result) => (ended = result),
  });
  const result = ended as unknown as RunResult;
  return { repair: { run: result.run, written: totalOf(result).written }, code };
}
