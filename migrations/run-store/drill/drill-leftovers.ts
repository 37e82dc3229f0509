import { open, readFile } from "node:fs/promises";
import { z } from "zod";
import { unwritable } from "../../files/file-system-error";
import { privateFile } from "../../files/private-files";
import { replaceFile } from "../../files/replace-file";
import { parseItem } from "../../items/item-json";
import { itemText } from "../../items/item-text";
import type { Item } from "../../items/item";

/** Something that a drill has made, perhaps, and has to remove. */
export type Leftover =
  | {
      readonly kind: "heartbeat";
      readonly region: string;
      readonly endpoint?: string | undefined;
      readonly table: string;
      readonly key: Item;
      /** The item as it was written. */
      readonly item: Item;
    }
  | {
      readonly kind: "table";
      readonly region: string;
      readonly endpoint?: string | undefined;
      readonly table: string;
    };

const place = { region: z.string(), endpoint: z.string().optional(), table: z.string() };
const json = z.record(z.string(), z.unknown());
const lineSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("heartbeat"), ...place, key: json, item: json }),
  z.object({ kind: z.literal("table"), ...place }),
]);

/** The list of what drills have to remove, as a file of lines. */
export class DrillLeftovers {
  constructor(private readonly path: string) {}

  /** After it resolves, the entry survives a kill. @throws UnreachableError */
  async add(leftover: Leftover): Promise<void> {
    await this.writing(async () => {
      const file = await open(this.path, "a", privateFile);
      try {
        await file.appendFile(lineOf(leftover));
        await file.datasync();
      } finally {
        await file.close();
      }
    });
  }

  /** A line that a kill left incomplete was never acted on. */
  async read(): Promise<Leftover[]> {
    const text = await readFile(this.path, "utf8").catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return "";
      throw unwritable("run-folder-unwritable", `cannot read ${this.path}`, cause);
    });
    return text.split("\n").flatMap((line) => {
      const leftover = leftoverIn(line);
      return leftover ? [leftover] : [];
    });
  }

  /** Replaces the list. */
  async replace(leftovers: readonly Leftover[]): Promise<void> {
    await this.writing(() => replaceFile(this.path, leftovers.map(lineOf).join("")));
  }

  private async writing(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (cause) {
      throw unwritable("run-folder-unwritable", `cannot write ${this.path}`, cause);
    }
  }
}

function lineOf(leftover: Leftover): string {
  if (leftover.kind === "table") return `${JSON.stringify(leftover)}\n`;
  const { key, item, ...rest } = leftover;
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},"key":${itemText(key)},"item":${itemText(item)}}\n`;
}

function leftoverIn(line: string): Leftover | undefined {
  try {
    const parsed = lineSchema.parse(JSON.parse(line));
    return parsed.kind === "table"
      ? parsed
      : { ...parsed, key: parseItem(parsed.key), item: parseItem(parsed.item) };
  } catch {
    return undefined;
  }
}
