import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeOutputs } from "../writing/project";
import type { Work } from "./work";

/** A folder with files of rows, and a migration file for each work. */
export interface WorkFolder {
  readonly path: string;
  /** Writes what a work needs, once. @returns the path of its migration file */
  prepare(work: Work): Promise<string>;
  /** Removes the folders of earlier runs. */
  forgetRuns(): void;
  remove(): void;
}

/** Creates the folder. @param rows of each file */
export function makeWorkFolder(rows: number): WorkFolder {
  const path = mkdtempSync(join(tmpdir(), "bench-run-"));
  return {
    path,
    prepare: async (work) => {
      const file = join(path, work.file);
      if (!existsSync(file)) await work.write(file, rows);
      return prepareFolder(path, work);
    },
    forgetRuns: () => forgetRuns(path),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Writes the outputs and the migration file of a work. @returns the path of the migration file */
export function prepareFolder(path: string, work: Work): string {
  writeOutputs(path);
  const migration = join(path, `${work.name}.yaml`);
  writeFileSync(migration, migrationOf(work));
  return migration;
}

/** Removes the folders of earlier runs. */
export function forgetRuns(path: string): void {
  rmSync(join(path, ".dynamodb-migrate"), { recursive: true, force: true });
}

function migrationOf({ name, source, entity }: Work): string {
  return `name: ${name}\nsource: ${source}\nentities:\n  user:\n    to: bench\n    ${entity}\n`;
}
