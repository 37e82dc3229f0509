import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { InterruptedError, UnreachableError } from "../../errors";
import { type SourceFile, SourceFolder } from "../../files/source-file";

/** A data file that is as it was exported, to be read from the disk. */
export interface CheckedFile {
  readonly file: SourceFile;
  /** Once it has been read. */
  readonly release: () => Promise<void>;
}

/** Where an export lies: a folder, or a part of a bucket. */
export interface ExportLocation {
  /** For messages. */
  readonly shown: string;
  /** For messages: a file in it. */
  shownFile(name: string): string;
  /** Changes with a file. @throws UnreachableError */
  version(name: string): Promise<string>;
  /** What earlier releases took for the version of a file. @default the same */
  earlierVersion?(name: string): Promise<string>;
  /** A small file. @throws UnreachableError */
  text(name: string): Promise<string>;
  /**
   * A data file whose content matches its checksum.
   *
   * @param name relative to the export, or `../data/…` @param md5 in base64, of the file as stored
   * @throws UnreachableError if it cannot be read or differs from the export, InterruptedError
   */
  data(name: string, md5: string, signal: AbortSignal | undefined): Promise<CheckedFile>;
}

/** An export in a folder. */
export class LocalExport implements ExportLocation {
  private readonly folder: SourceFolder;

  constructor(
    private readonly path: string,
    readonly shown: string,
  ) {
    this.folder = new SourceFolder(path, shown);
  }

  shownFile(name: string): string {
    return this.folder.file(name).shown;
  }

  async version(name: string): Promise<string> {
    return createHash("sha256")
      .update(await this.text(name))
      .digest("base64url");
  }

  earlierVersion(name: string): Promise<string> {
    return this.folder.file(name).version();
  }

  async text(name: string): Promise<string> {
    const file = this.folder.file(name);
    await refuseLink(this.path, name, file);
    try {
      return await readFile(file.path, "utf8");
    } catch (cause) {
      throw file.unreadable(cause);
    }
  }

  async data(name: string, md5: string, signal: AbortSignal | undefined): Promise<CheckedFile> {
    const file = this.folder.file(name);
    await refuseLink(this.path, name, file);
    const hash = createHash("md5");
    try {
      await pipeline(createReadStream(file.path), hash, { ...(signal && { signal }) });
    } catch (cause) {
      throw signal?.aborted ? new InterruptedError() : file.unreadable(cause);
    }
    checkDigest(hash.digest("base64"), md5, file.shown);
    return { file, release: () => Promise.resolve() };
  }
}

/**
 * An export that came from somebody else must not make files outside of its folder part of it.
 * @throws UnreachableError if a file is a symbolic link, or in a folder that is one
 */
export async function refuseLink(folder: string, name: string, { path, shown }: SourceFile): Promise<void> {
  const [root, real] = await Promise.all([folder, path].map((one) => realpath(one).catch(() => undefined)));
  if (root === undefined || real === undefined || real === join(root, name)) return;
  throw new UnreachableError(
    "source-refused",
    `${shown} is a symbolic link, or in a folder that is one; the files of an export must be in its own folder`,
  );
}

/** @throws UnreachableError where a file's checksum is another than its manifest's */
export function checkDigest(found: string, wanted: string, shown: string): void {
  if (found !== wanted)
    throw damaged(`${shown} is not as it was exported: its MD5 must be ${wanted}, got ${found}`);
}

/** For a file that was changed, or not copied whole. */
export function damaged(message: string): UnreachableError {
  return new UnreachableError("source-damaged", `${message}; copy it from the bucket again`);
}
