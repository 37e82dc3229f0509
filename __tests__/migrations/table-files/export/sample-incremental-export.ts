import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Item } from "../../../../migrations/items/item";

/** An incremental export to write. */
export interface SampleChanges {
  readonly table: string;
  /** Key attributes. */
  readonly key: readonly string[];
  readonly before: readonly Item[];
  readonly after: readonly Item[];
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** @default NEW_AND_OLD_IMAGES */
  readonly view?: "NEW_AND_OLD_IMAGES" | "NEW_IMAGES";
  /** Number of data files. @default 2 */
  readonly files?: number;
}

/**
 * Writes an incremental export as DynamoDB lays it out: the manifests in a folder of their own, the data of all exports
 * in a folder beside it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 *
 * @param root stands for the bucket and its prefix
 */
export async function writeChanges(root: string, id: string, sample: SampleChanges): Promise<void> {
  const { files: count = 2, view = "NEW_AND_OLD_IMAGES" } = sample;
  const lines = changeLines(sample);
  const data = join(root, "AWSDynamoDB/data");
  await mkdir(join(root, "AWSDynamoDB", id), { recursive: true });
  await mkdir(data, { recursive: true });
  const entries = [];
  for (let file = 0; file < count; file++) {
    const own = lines.filter((_, index) => index % count === file);
    const bytes = gzipSync(own.map((line) => `${line}\n`).join(""));
    const name = `${id}-${file}.json.gz`;
    await writeFile(join(data, name), bytes);
    const md5Checksum = createHash("md5").update(bytes).digest("base64");
    entries.push({ itemCount: own.length, md5Checksum, dataFileS3Key: `AWSDynamoDB/data/${name}` });
  }
  const summary = {
    ...{ version: "2023-08-01", exportType: "INCREMENTAL_EXPORT", outputFormat: "DYNAMODB_JSON" },
    tableArn: `arn:aws:dynamodb:us-east-1:123456789012:table/${sample.table}`,
    ...{ exportFromTime: sample.from, exportToTime: sample.to, outputView: view, itemCount: lines.length },
  };
  const manifest = (name: string) => join(root, "AWSDynamoDB", id, `${name}.json`);
  await writeFile(manifest("manifest-files"), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  await writeFile(manifest("manifest-summary"), JSON.stringify(summary));
}

function changeLines({ key, before, after, view }: SampleChanges): string[] {
  const keyOf = (item: Item) => Object.fromEntries(key.map((name) => [name, item[name]]));
  const byKey = (items: readonly Item[]) => new Map(items.map((item) => [JSON.stringify(keyOf(item)), item]));
  const [old, young] = [byKey(before), byKey(after)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((text) => {
    const [OldImage, NewImage] = [old.get(text), young.get(text)];
    if (JSON.stringify(OldImage) === JSON.stringify(NewImage)) return [];
    const Keys = JSON.parse(text) as Item;
    const Metadata = { WriteTimestampMicros: { N: "1764150000000000" } };
    return JSON.stringify({ Metadata, Keys, ...(view !== "NEW_IMAGES" && { OldImage }), NewImage });
  });
}
