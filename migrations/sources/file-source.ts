import type { Comparison } from "../files/comparison";
import { SourceFolder } from "../files/source-file";
import type { ComparedSource, Reading, RowsFrom, RowStream } from "./source";

/** A source whose rows are in files of one folder: what does not depend on their format. */
export abstract class FileSource implements ComparedSource {
  protected readonly folder: SourceFolder;

  /**
   * @param folder that the entities' files are relative to
   * @param shownFolder the same as a person knows it, for messages. @default folder
   */
  constructor(folder: string, shownFolder = folder) {
    this.folder = new SourceFolder(folder, shownFolder);
  }

  describe({ file }: RowsFrom): string {
    return this.folder.file(file).shown;
  }

  version({ file }: RowsFrom): Promise<string> {
    return this.folder.file(file).identity();
  }

  compare({ file }: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison> {
    return this.folder.file(file).compare(recorded, signal);
  }

  abstract rows(from: RowsFrom, reading?: Reading): RowStream;
}
