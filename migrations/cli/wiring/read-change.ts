import { parse } from "yaml";
import { FileError, LocatedDocument, type Path, type Problem } from "../../../yaml-file";
import { asTemplate, type ChangeFile, checkChange } from "../../definition/change-file";
import { messageOf, UsageError } from "../../errors";
import type { TargetTable } from "../../items/target-table";
import type { Compile } from "../../mapping/expression";
import type { ItemChangeRules } from "../../mapping/item-change";
import type { ChangeItemsOptions } from "../options/change-options";
import type { ProcessContext } from "../process-context";
import { readText } from "./read-text";

type ChangeOptions = Pick<ChangeItemsOptions, "where" | "set" | "add" | "remove" | "change" | "all">;

/** Reads the change of `update` from a file, or from the options. @throws UsageError, FileError */
export async function readUpdate(
  options: ChangeOptions,
  table: TargetTable,
  compile: Compile,
  context: ProcessContext,
): Promise<ItemChangeRules> {
  const { change, where, set, add, remove } = options;
  if (change === undefined) return fromOptions(options, table, compile);
  if (where ?? set ?? add ?? remove)
    throw new UsageError(
      "options-conflict",
      "--change and --where, --set, --add, --remove are mutually exclusive: write them into the file",
    );
  const text = await readText(change, "change file", "name it with --change", context);
  const document = LocatedDocument.parse(change, text);
  const checked = checkChange(document.value ?? {}, table, document, compile);
  if ("problems" in checked) throw new FileError(document.report(checked.problems));
  return checked.rules;
}

/** Reads the filter of `delete` from the options. @throws UsageError */
export function readDelete(
  { where, all }: ChangeOptions,
  table: TargetTable,
  compile: Compile,
): ItemChangeRules {
  if (where === undefined && !all)
    throw new UsageError(
      "change-invalid",
      "name the items with --where, or delete all items of the table with --all",
    );
  if (where !== undefined && all)
    throw new UsageError("options-conflict", "--where and --all are mutually exclusive");
  // Any change that is valid: only the filter is checked.
  const checked = checkChange(
    { ...(where !== undefined && { where }), remove: ["\0"] },
    table,
    { sourceOf: () => undefined },
    compile,
  );
  if ("problems" in checked) throw problemsOfOptions(checked.problems);
  return { where: where === undefined ? undefined : asTemplate(where), change: "delete" };
}

function fromOptions(
  { where, set = [], add = [], remove = [] }: ChangeOptions,
  table: TargetTable,
  compile: Compile,
): ItemChangeRules {
  const texts = { set: assignments("--set", set), add: assignments("--add", add) };
  const file = {
    ...(where !== undefined && { where }),
    set: valuesOf("--set", texts.set),
    add: valuesOf("--add", texts.add),
    remove: [...remove],
  } satisfies ChangeFile;
  const sourceOf = ([kind, name]: Path) =>
    kind === "set" || kind === "add" ? texts[kind].get(String(name)) : undefined;
  const checked = checkChange(file, table, { sourceOf }, compile);
  if ("problems" in checked) throw problemsOfOptions(checked.problems);
  return checked.rules;
}

/** The texts of `attribute=value` by attribute. @throws UsageError */
function assignments(option: string, given: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const one of given) {
    const [, name = "", text] = /^([^=]+)=(.*)$/s.exec(one) ?? [];
    if (text === undefined)
      throw new UsageError(
        "change-invalid",
        `${option} must be <attribute>=<value>, such as status=active, got "${one}"`,
      );
    if (texts.has(name)) throw new UsageError("change-invalid", `${option} ${name} is given twice`);
    texts.set(name, text);
  }
  return texts;
}

function valuesOf(option: string, texts: ReadonlyMap<string, string>): NonNullable<ChangeFile["set"]> {
  return Object.fromEntries([...texts].map(([name, text]) => [name, valueOf(option, name, text)]));
}

/** Text with expressions stays text; everything else is YAML: `7`, `true`, `[a, b]`, `"007"`. */
function valueOf(option: string, name: string, text: string): NonNullable<ChangeFile["set"]>[string] {
  if (text.includes("${")) return text;
  if (text === "") return "";
  try {
    return parse(text) as NonNullable<ChangeFile["set"]>[string];
  } catch (cause) {
    throw new UsageError("change-invalid", `${option} ${name}: ${messageOf(cause).split("\n")[0]}`, {
      cause,
    });
  }
}

function problemsOfOptions(problems: readonly Problem[]): UsageError {
  const lines = problems.map(({ path, message }) => {
    const [kind, ...rest] = path;
    return `${kind === undefined ? "update" : `--${kind}`}${rest.length > 0 ? ` ${rest.join(".")}` : ""}: ${message}`;
  });
  return new UsageError("change-invalid", lines.join("\n"));
}
