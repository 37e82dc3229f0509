import { createRequire } from "node:module";
import type { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { framework } from "../../../constructs/internal";

type Make = (scope: Construct, id: string, config: object) => TerraformElement;
type Class = new (...parameters: Parameters<Make>) => TerraformElement;

/** Makes an element of a class that only the bindings of CDK Terrain have, so that it cannot be imported by name. */
export function bindingsClass(module: string, name: string): Make {
  const load = createRequire(__filename);
  const loaded = new Map(
    Object.entries(load(`${framework.bindings}/lib/${module}`) as Record<string, Class>),
  );
  const found = loaded.get(name);
  if (found === undefined) throw new Error(`${framework.bindings} has no ${name} in ${module}`);
  return (scope, id, config) => new found(scope, id, config);
}
