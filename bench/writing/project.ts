import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchRow } from "./item";

/** A folder with a migration of made-up rows into a table named `bench`. */
export interface Project {
  readonly folder: string;
  remove(): void;
}

/** Where the rows are: one a line, or all in one array. */
export type RowFile = "rows.jsonl" | "rows.json";

const outputs = {
  dynamodb_tables: {
    value: {
      formatVersion: 1,
      ...{ service: "bench", environment: "dev", region: "us-east-1", role: "primary" },
      tables: {
        bench: {
          name: "bench",
          partitionKey: { name: "id", type: "S" },
          billing: { mode: "on-demand" },
        },
      },
    },
  },
};

/** Makes the folder. @param row what the file holds of each row */
export async function makeProject(
  rows: number,
  file: RowFile = "rows.jsonl",
  row: (number: number) => object = benchRow,
): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "bench-project-"));
  writeOutputs(folder);
  const kind = file === "rows.json" ? "json" : "jsonl";
  const migration = `name: bench\nsource: { ${kind}: . }\nentities:\n  row: { from: { file: ${file} }, to: bench }\n`;
  writeFileSync(join(folder, "migration.yaml"), migration);
  await writeRows(join(folder, file), rows, file === "rows.json", row);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes `outputs.json`, which names the table `bench`. */
export function writeOutputs(folder: string): void {
  writeFileSync(join(folder, "outputs.json"), JSON.stringify(outputs));
}

async function writeRows(
  path: string,
  rows: number,
  asArray: boolean,
  row: (number: number) => object,
): Promise<void> {
  const stream = createWriteStream(path);
  let text = asArray ? "[\n" : "";
  for (let number = 0; number < rows; number++) {
    text += `${JSON.stringify(row(number))}${asArray && number < rows - 1 ? "," : ""}\n`;
    if (text.length < 1 << 20) continue;
    if (!stream.write(text)) await once(stream, "drain");
    text = "";
  }
  stream.end(asArray ? `${text}]` : text);
  await once(stream, "close");
}
