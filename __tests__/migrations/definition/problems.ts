import { loadDefinition } from "../../../migrations/definition/load-definition";
import type { Definition } from "../../../migrations/definition/definition";
import type { Compile } from "../../../migrations/mapping/expression";
import { loadCel } from "../../../migrations/mapping/expression";

let compiled: Promise<Compile> | undefined;

/** Reads a migration file named migration.yaml. */
export async function load(text: string, env: Record<string, string> = {}): Promise<Definition> {
  const compile = await (compiled ??= loadCel());
  return loadDefinition({ fileName: "migration.yaml", text, env, compile });
}

/** The lines that a person is shown for a migration file. */
export async function problemsIn(text: string, env?: Record<string, string>): Promise<string[]> {
  return load(text, env).then(
    () => [],
    (error: Error) => error.message.split("\n"),
  );
}
