import { hash } from "node:crypto";
import { bytesOf, type CelFunction } from "./cel-function";

function digest(name: "sha256" | "sha1" | "md5"): CelFunction {
  return { name, takes: ["value"], call: (value) => hash(name, bytesOf(name, value)) };
}

/** Digests of text (as UTF-8) or binary, in hexadecimal. */
export const digestFunctions: readonly CelFunction[] = [digest("sha256"), digest("sha1"), digest("md5")];
