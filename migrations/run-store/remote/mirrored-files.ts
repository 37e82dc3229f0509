import { type FileHandle, mkdir, open, stat, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UsageError } from "../../errors";
import { privateFile, privateFolder } from "../../files/private-files";
import { unlessMissing } from "../../files/unless-missing";
import type { ConditionalObjects } from "../../objects/conditional-objects";
import type { FilePart, LeaseContent } from "./lease-record";

/** Bytes of a segment at most. */
const maxSegmentBytes = 8 * 1024 * 1024;
/** Segments that are read at the same time. */
const readsAtOnce = 8;
const segmentDigits = 8;

/** The parts of files, by name. */
export type FileParts = LeaseContent["files"];

/** The objects of a file's segments start with this. */
function segmentsPrefix(prefix: string, file: string): string {
  return `${prefix}/${file}/`;
}

function segmentName(prefix: string, file: string, fence: number, segment: number): string {
  return `${segmentsPrefix(prefix, file)}${fence}-${String(segment).padStart(segmentDigits, "0")}`;
}

/**
 * Adds the segments of an owner that it had no time to save in its lease. Its lease must be over: what it stores later is
 * not read, and nothing that it describes was sent.
 * @param fence of that owner
 */
export async function withUnsavedSegments(
  objects: ConditionalObjects,
  prefix: string,
  file: string,
  fence: number,
  files: FileParts,
): Promise<FileParts> {
  const start = `${segmentsPrefix(prefix, file)}${fence}-`;
  const found = await objects.list(start);
  if (found.length === 0) return files;
  const parts = files[file] ?? [];
  const own = parts.at(-1)?.fence === fence ? parts.at(-1) : undefined;
  const { first = 1 } = own ?? {};
  const after = found.filter(({ name }) => Number(name.slice(start.length)) >= first);
  const bytes = after.reduce((sum, { size }) => sum + size, 0);
  const part: FilePart = { fence, first, segments: after.length, bytes };
  return { ...files, [file]: [...(own ? parts.slice(0, -1) : parts), part] };
}

/** The files of a folder, and the segments in which they are stored as objects. */
export class MirroredFiles {
  private readonly known: Map<string, readonly FilePart[]>;
  private readonly replaced = new Map<string, string>();
  private readonly next = new Map<string, number>();
  /** Files whose last part ends within a segment: what follows is another part. */
  private readonly cut = new Set<string>();

  /** @param fence of the lease under which segments are stored: no other owner uses their names */
  constructor(
    private readonly objects: ConditionalObjects,
    private readonly prefix: string,
    private readonly folder: string,
    private readonly fence: number,
    files: FileParts,
  ) {
    this.known = new Map(Object.entries(files));
  }

  get files(): FileParts {
    return Object.fromEntries(this.known);
  }

  /** Writes the files as they are stored into the folder. @throws UsageError if a segment is missing */
  async download(names: Iterable<string> = [...this.known.keys()]): Promise<void> {
    for (const name of names) await this.downloadOne(name);
  }

  /** Stores what was appended to a file since. A file that was cut is cut here too. */
  async append(name: string): Promise<void> {
    const path = join(this.folder, name);
    const { size } = await stat(path).catch(unlessMissing({ size: 0 }));
    const stored = this.cutTo(name, size);
    if (size > stored) await this.store(name, path, stored, size);
  }

  /** Stores a file that was replaced, unless it has not changed since. */
  async replace(name: string): Promise<void> {
    const path = join(this.folder, name);
    const found = await stat(path).catch(unlessMissing(undefined));
    if (!found) return;
    const state = `${found.ino} ${found.size} ${found.mtimeMs}`;
    if (this.replaced.get(name) === state) return;
    this.known.set(name, []);
    await this.store(name, path, 0, found.size);
    this.replaced.set(name, state);
  }

  /** Forgets the parts of a file, which is stored as a whole next time. */
  forget(name: string): void {
    this.known.delete(name);
  }

  private async store(name: string, path: string, from: number, to: number): Promise<void> {
    const file = await open(path, "r");
    try {
      for (let at = from; at < to; at += maxSegmentBytes) {
        const body = Buffer.allocUnsafe(Math.min(maxSegmentBytes, to - at));
        await file.read(body, 0, body.length, at);
        await this.storeSegment(name, body);
      }
    } finally {
      await file.close();
    }
  }

  private async storeSegment(name: string, body: Buffer): Promise<void> {
    const parts = this.known.get(name) ?? [];
    const last = parts.at(-1);
    const own = last?.fence === this.fence && !this.cut.has(name) ? last : undefined;
    const segment = own ? own.first + own.segments : (this.next.get(name) ?? 1);
    const object = segmentName(this.prefix, name, this.fence, segment);
    if ((await this.objects.write(object, body)) === undefined)
      throw damaged(`${this.objects.location}/${object} was written by another process`);
    this.next.set(name, segment + 1);
    this.cut.delete(name);
    const part: FilePart = {
      ...{ fence: this.fence, first: own?.first ?? segment, segments: (own?.segments ?? 0) + 1 },
      bytes: (own?.bytes ?? 0) + body.length,
    };
    this.known.set(name, [...(own ? parts.slice(0, -1) : parts), part]);
  }

  /** @returns the bytes that are stored and still valid */
  private cutTo(name: string, size: number): number {
    let stored = 0;
    const kept: FilePart[] = [];
    for (const part of this.known.get(name) ?? []) {
      const bytes = Math.min(part.bytes, size - stored);
      if (bytes <= 0) break;
      kept.push({ ...part, bytes });
      stored += bytes;
      if (bytes < part.bytes) this.cut.add(name);
    }
    this.known.set(name, kept);
    return stored;
  }

  private async downloadOne(name: string): Promise<void> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true, mode: privateFolder });
    const file = await open(path, "w", privateFile);
    let end = 0;
    try {
      for (const part of this.known.get(name) ?? []) end = await this.downloadPart(file, name, part, end);
    } finally {
      await file.close();
    }
  }

  private async segment(name: string, { fence, first }: FilePart, index: number): Promise<Uint8Array> {
    const object = segmentName(this.prefix, name, fence, first + index);
    const found = await this.objects.read(object);
    if (!found) throw damaged(`${this.objects.location}/${object} is missing`);
    return found.body;
  }

  private async downloadPart(file: FileHandle, name: string, part: FilePart, start: number): Promise<number> {
    let at = start;
    const end = start + part.bytes;
    for (let index = 0; index < part.segments && at < end; index += readsAtOnce) {
      const count = Math.min(readsAtOnce, part.segments - index);
      const read = Array.from({ length: count }, (_, one) => this.segment(name, part, index + one));
      for (const body of await Promise.all(read)) {
        await file.write(body, 0, body.length, at);
        at += body.length;
      }
    }
    if (at < end) throw damaged(`${this.objects.location}/${this.prefix}/${name} is incomplete`);
    if (at > end) await truncate(join(this.folder, name), end);
    return end;
  }
}

function damaged(what: string): UsageError {
  return new UsageError(
    "location-damaged",
    `${what}; restore it from an earlier version of the bucket, or start over at another location`,
  );
}
