import { jsonFileStore } from "../../../cutover/stores/json-file-store";

/** Counts a record of a JSON file up, and tells its parent of each count, until it is killed. */
async function countUp(path: string): Promise<void> {
  const store = jsonFileStore({ path, at: "$.users", mapping: { keyOf: (row) => row["id"] as string } });
  for (;;) {
    await store.change("a", (row) => ({ ...row, n: Number(row?.["n"]) + 1 }));
    await new Promise((resolve) => process.send?.("counted", resolve));
  }
}

void countUp(process.argv[2] as string);
