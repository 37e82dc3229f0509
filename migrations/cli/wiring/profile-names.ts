import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessContext } from "../process-context";

/** The shared configuration files of AWS. */
export function sharedFiles(env: ProcessContext["env"]): {
  readonly config: string;
  readonly credentials: string;
} {
  const folder = join(env["HOME"] ?? env["USERPROFILE"] ?? "", ".aws");
  return {
    config: env["AWS_CONFIG_FILE"] ?? join(folder, "config"),
    credentials: env["AWS_SHARED_CREDENTIALS_FILE"] ?? join(folder, "credentials"),
  };
}

/** The names of the profiles in the shared configuration files. */
export function profileNames(env: ProcessContext["env"]): string[] {
  const { config, credentials } = sharedFiles(env);
  const inConfig = sectionsOf(config).map((name) => name.replace(/^profile\s+/, ""));
  return [
    ...new Set([...inConfig, ...sectionsOf(credentials)].map((name) => name.replace(/^"(.*)"$/, "$1"))),
  ];
}

function sectionsOf(file: string): string[] {
  return [...textOf(file).matchAll(/^\s*\[\s*([^\]]+?)\s*\]/gm)].flatMap(([, name = ""]) =>
    /^(sso-session|services)\s/.test(name) ? [] : [name],
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
