import type { Checkpoint } from "../run-store/checkpoint";
import { count } from "./quantity";

const names: Readonly<Record<string, string>> = {
  onConflict: "Where a key is in the table already",
  batchSize: "Maximum items per request",
  concurrency: "Maximum requests in flight",
  rate: "Maximum write units per second",
  entity: "Entities",
  limit: "Maximum rows per entity",
};

const policies: Readonly<Record<string, string>> = {
  overwrite: "overwrite the item",
  skip: "leave the item",
  fail: "leave the item and reject the row",
};

/** What was asked of a run, as people read it. */
export function runSettings(options: Checkpoint["options"]): [name: string, value: string][] {
  return Object.entries(names).flatMap(([option, name]): [string, string][] => {
    const value = options[option];
    return value === undefined ? [] : [[name, shown(value)]];
  });
}

function shown(value: Checkpoint["options"][string]): string {
  if (typeof value === "number") return count(value);
  return Array.isArray(value) ? value.join(", ") : (policies[String(value)] ?? String(value));
}
