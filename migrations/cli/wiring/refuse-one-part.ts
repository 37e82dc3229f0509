import { UsageError } from "../../errors";
import type { ShownFiles } from "../../table-files/table-files-source";
import type { WorkersOption } from "../options/workers-option";

/** Refuses several workers for files that only one of them could read. @throws UsageError `files-not-split` */
export async function refuseOnePart(
  files: readonly ShownFiles[],
  { workers = 1 }: WorkersOption,
  signal: AbortSignal,
): Promise<void> {
  const [only] = files;
  if (workers === 1 || files.length !== 1 || !only) return;
  const parts = await only.source.split?.({}, workers, signal);
  if (parts && parts.length > 1) return;
  throw new UsageError(
    "files-not-split",
    `--workers ${workers}: ${only.shown} has its items in one file, which one process reads; omit --workers (backup --workers writes several files)`,
  );
}
