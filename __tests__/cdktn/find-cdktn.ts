import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { findNode22 } from "../emulators/node-22";
import type { RealPart } from "../emulators/real-part";

/** What a project of CDK Terrain uses. */
export interface Cdktn {
  /** The folder that has its packages. */
  readonly packages: string;
  /** The program of a Node.js that the bindings support. */
  readonly node: string;
  readonly version: string;
}

/** CDK Terrain in the folder that `CDKTN_FOLDER` names, with a Node.js of version 22 or later. */
export async function findCdktn(): Promise<RealPart<Cdktn>> {
  const named = process.env["CDKTN_FOLDER"];
  if (named === undefined || named === "") {
    return {
      available: false,
      why: "CDKTN_FOLDER does not name a folder in which cdktn and @cdktn/provider-aws are installed (CONTRIBUTING.md)",
    };
  }
  const packages = join(resolve(named), "node_modules");
  const missing = ["cdktn", "@cdktn/provider-aws", "constructs"].find(
    (name) => !existsSync(join(packages, name, "package.json")),
  );
  if (missing !== undefined) return { available: false, why: `CDKTN_FOLDER has no ${missing}: ${named}` };
  const node = await findNode22();
  if (!node.available) return node;
  const manifest = readFileSync(join(packages, "cdktn", "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { readonly version: string };
  return { available: true, part: { packages, node: node.part, version } };
}
