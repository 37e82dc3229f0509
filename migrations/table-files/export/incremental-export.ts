import { UsageError } from "../../errors";
import { dataLines, type DataReading, itemsIn } from "./data-lines";
import { filesName, type Manifest, readManifest } from "./dynamodb-export-manifest";
import type { ExportLocation } from "./export-location";
import { type ExportedChange, type MalformedChange, readChange } from "./exported-change";

/** Changes that follow each other in a data file. */
export interface ExportedChanges {
  readonly changes: readonly (ExportedChange | MalformedChange)[];
  /** The position after them. */
  readonly cursor: string;
}

/** An incremental export: for each item that was written to in a period, the item before and after it. */
export class IncrementalExport {
  private constructor(
    private readonly location: ExportLocation,
    private readonly manifest: Manifest,
    /** Start of the period (inclusive), in milliseconds since 1970. */
    readonly fromTime: number,
    /** End of the period (exclusive). */
    readonly toTime: number,
    /** Identifies the content. */
    readonly version: string,
  ) {}

  /** @throws UsageError if the export is a full one; UnreachableError if its manifests cannot be read */
  static async open(location: ExportLocation): Promise<IncrementalExport> {
    const manifest = await readManifest(location);
    const { fromTime, toTime } = manifest;
    if (!manifest.isIncremental || fromTime === undefined || toTime === undefined)
      throw new UsageError(
        "export-not-incremental",
        `${location.shown} is not an incremental export: its summary has no period (exportFromTime, exportToTime)`,
      );
    return new IncrementalExport(location, manifest, fromTime, toTime, await location.version(filesName));
  }

  /** For messages. */
  get shown(): string {
    return this.location.shown;
  }

  /** The table's name in AWS; absent if the export does not contain it. */
  get table(): string | undefined {
    return this.manifest.tableArn?.split("/").at(1);
  }

  /** Whether each change has the item before it. */
  get hasOldImages(): boolean {
    return this.manifest.hasOldImages;
  }

  /** Number of changes: one for each item. */
  get count(): number {
    return itemsIn(this.manifest.files);
  }

  /** @param keyNames the key attributes of the table that the changes are for. @throws UnreachableError */
  async *changes(keyNames: readonly string[], reading: DataReading): AsyncGenerator<ExportedChanges> {
    for await (const { lines, cursor } of dataLines(this.location, this.manifest.files, reading))
      if (lines.length > 0) yield { changes: lines.map((line) => readChange(line, keyNames)), cursor };
  }
}
