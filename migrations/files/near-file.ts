import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { nearMiss } from "../../yaml-file";

/** `; did you mean "users.csv"?` for a file that does not exist, if its folder has one of nearly that name; else "". */
export function nearFile(path: string): string {
  try {
    return nearMiss(basename(path), readdirSync(dirname(path)));
  } catch {
    return "";
  }
}
