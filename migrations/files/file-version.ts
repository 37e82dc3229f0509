import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, stat } from "node:fs/promises";
import { z } from "zod";
import type { Comparison } from "./comparison";

export const statSchema = z.object({
  size: z.number(),
  mtimeNs: z.string(),
  ctimeNs: z.string(),
  ino: z.string(),
});

const sectionSchema = z.object({ from: z.number(), to: z.number(), sha256: z.string() });

const versionSchema = z.object({
  ...statSchema.shape,
  sections: z.array(sectionSchema),
  rows: z.number(),
  isWhole: z.boolean(),
});

/** What the file system says of a file. If none of it has changed, the content is assumed to be the same. */
export type FileStat = z.output<typeof statSchema>;

/** Bytes of a file as it is stored (`from` inclusive, `to` exclusive), and their SHA-256 in base64url. */
export type FileSection = z.output<typeof sectionSchema>;

/** What identifies the content of a file that has been read, wholly or in part. */
export type FileVersion = z.output<typeof versionSchema>;

/** What earlier releases recorded; see {@link sizeAndTime}. */
const sizeAndTimeText = /^\d+ bytes, \d{4}-[\d-]+T[\d:.]+Z$/;

/** @param file its path, or the open file */
export async function fileStat(file: string | FileHandle): Promise<FileStat> {
  const options = { bigint: true } as const;
  const found = await (typeof file === "string" ? stat(file, options) : file.stat(options));
  const [mtimeNs, ctimeNs, ino] = [found.mtimeNs, found.ctimeNs, found.ino].map(String);
  return { size: Number(found.size), mtimeNs: mtimeNs!, ctimeNs: ctimeNs!, ino: ino! };
}

/** `12 bytes, 2025-11-03T14:05:09.000Z` */
export function sizeAndTime({ size, mtimeNs }: FileStat): string {
  return `${size} bytes, ${new Date(Number(BigInt(mtimeNs) / 1_000_000n)).toISOString()}`;
}

export function isSameStat(one: FileStat, other: FileStat): boolean {
  return (
    one.size === other.size &&
    one.mtimeNs === other.mtimeNs &&
    one.ctimeNs === other.ctimeNs &&
    one.ino === other.ino
  );
}

/** As text for a checkpoint. */
export function formatVersion(version: FileVersion): string {
  return JSON.stringify(version);
}

/**
 * The version of a file that was read in parts, from those of the parts. `undefined` if the parts were not read from
 * the same file, or leave bytes out.
 * @param rows of all parts
 */
export function joinVersions(versions: readonly string[], rows: number): string | undefined {
  const parts = versions.flatMap((version) => parseVersion(version) ?? []);
  const last = parts.at(-1);
  if (!last || parts.length < versions.length || !parts.every((part) => isSameStat(part, last)))
    return undefined;
  const sections = withoutCovered(parts.flatMap((part) => part.sections));
  const isWhole =
    sections.reduce((end, { from, to }) => (from <= end ? Math.max(end, to) : end), 0) === last.size;
  return isWhole ? formatVersion({ ...statOf(last), sections, rows, isWhole }) : undefined;
}

function statOf({ size, mtimeNs, ctimeNs, ino }: FileVersion): FileStat {
  return { size, mtimeNs, ctimeNs, ino };
}

/** Sections in the order of their bytes; without those that lie within the one before, as the first bytes of each part do. */
function withoutCovered(sections: readonly FileSection[]): FileSection[] {
  const kept: FileSection[] = [];
  for (const section of sections.toSorted((one, other) => one.from - other.from || other.to - one.to))
    if (section.to > (kept.at(-1)?.to ?? -1)) kept.push(section);
  return kept;
}

/** `undefined` for text that {@link formatVersion} did not write. */
export function parseVersion(text: string): FileVersion | undefined {
  return parseRecorded(versionSchema, text);
}

/** A version in the form of a schema; `undefined` for any other text, such as what an earlier release recorded. */
export function parseRecorded<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): z.output<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Enough to tell another file, even if a process is killed before its first checkpoint counts a row. */
const headBytes = 64 * 1024;

/** The version of a file of which no row has been read: it tells files apart whose first 64 KB differ. */
export async function unreadVersion(path: string): Promise<FileVersion> {
  const found = await fileStat(path);
  const head = { from: 0, to: Math.min(found.size, headBytes) };
  const sha256 = await sectionDigest(path, head, undefined);
  return { ...found, sections: [{ ...head, sha256 }], rows: 0, isWhole: false };
}

/**
 * Compares a file with what an earlier reading recorded of it. If the file system's data are the same, nothing is read;
 * otherwise the bytes that were read then are hashed again. A file that has grown is the same so far.
 *
 * @throws Error if the file cannot be read
 */
export async function compareFile(path: string, recorded: string, signal?: AbortSignal): Promise<Comparison> {
  const now = await fileStat(path);
  const before = parseVersion(recorded);
  if (before === undefined) return compareSizeAndTime(now, recorded);
  if (isSameStat(before, now)) return { kind: "same" };
  const { sections, isWhole, rows } = before;
  const readTo = sections.reduce((end, { to }) => Math.max(end, to), 0);
  if (isWhole && now.size !== before.size) return changed(`it had ${before.size} bytes, now ${now.size}`);
  if (now.size < readTo) return changed(`${readTo} bytes of it were read, now it has ${now.size}`);
  if (!(await holdsSections(path, sections, signal)))
    return changed(`its first ${readTo} bytes are different`);
  return isWhole ? { kind: "same" } : { kind: "same-so-far", rows };
}

/** Whether all of the sections still hold what they held. */
export async function holdsSections(
  path: string,
  sections: readonly FileSection[],
  signal?: AbortSignal,
): Promise<boolean> {
  for (const section of sections) {
    if ((await sectionDigest(path, section, signal)) !== section.sha256) return false;
  }
  return true;
}

async function sectionDigest(
  path: string,
  { from, to }: Pick<FileSection, "from" | "to">,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash("sha256");
  if (to > from) await hashFile(hash, path, signal, { start: from, end: to - 1 });
  return hash.digest("base64url");
}

/** Adds the bytes of a file to a hash. @param range both ends inclusive. @default the whole file */
export async function hashFile(
  hash: Hash,
  path: string,
  signal: AbortSignal | undefined,
  range: { readonly start?: number; readonly end?: number } = {},
): Promise<void> {
  const options = { ...range, highWaterMark: 1024 * 1024, ...(signal && { signal }) };
  for await (const piece of createReadStream(path, options)) hash.update(piece as Buffer);
}

function compareSizeAndTime(now: FileStat, recorded: string): Comparison {
  const found = sizeAndTime(now);
  if (found === recorded) return { kind: "same" };
  return changed(sizeAndTimeText.test(recorded) ? `it had ${recorded}, now ${found}` : `it was ${recorded}`);
}

function changed(reason: string): Comparison {
  return { kind: "changed", reason };
}
