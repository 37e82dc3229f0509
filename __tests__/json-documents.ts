import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import type { DocumentName } from "../migrations/report/json/document";
import { documentSchemas, lineSchemas } from "../migrations/report/json/documents";

/** A schema of the package. */
export type SchemaName = DocumentName | keyof typeof lineSchemas;

const schemas = new Map<SchemaName, z.ZodObject>([
  ...Object.entries(documentSchemas).map(([name, schema]): [SchemaName, z.ZodObject] => [
    name as DocumentName,
    z.object({ formatVersion: z.literal(1), ...schema.shape }).catchall(z.unknown()),
  ]),
  ...(Object.entries(lineSchemas) as [SchemaName, z.ZodObject][]),
]);

export const schemaNames: readonly SchemaName[] = [...schemas.keys()];

/**
 * The JSON Schema of a document.
 *
 * @param isClosed whether members that it does not name are refused. The package's schemas allow them, since later
 * releases may add some.
 */
export function jsonSchemaOf(name: SchemaName, isClosed = false): object {
  const schema = schemas.get(name) as z.ZodObject;
  const isLoose = name === "table-description";
  return z.toJSONSchema(isClosed && !isLoose ? schema.strict() : schema, {
    io: isClosed ? "output" : "input",
    override: ({ jsonSchema }) => {
      // What a time looks like is in its pattern; validators that do not know a format refuse the schema.
      delete jsonSchema.format;
      if (!isClosed && JSON.stringify(jsonSchema.additionalProperties) === "{}")
        delete jsonSchema.additionalProperties;
    },
  });
}

const validators = new Map<string, ValidateFunction>();

/** What is wrong with a document; empty if nothing is. */
export function documentProblems(name: SchemaName, document: unknown, isClosed = true): readonly string[] {
  const key = `${name} ${isClosed}`;
  const validate = validators.get(key) ?? new Ajv2020({ strict: true }).compile(jsonSchemaOf(name, isClosed));
  validators.set(key, validate);
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${name}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

const byCommand = new Map<string, DocumentName>([
  ["plan", "plan"],
  ["preview", "preview"],
  ["expr", "expr"],
  ["run", "run"],
  ["sync", "sync"],
  ["seed", "run"],
  ["restore", "run"],
  ["import", "run"],
  ["update", "run"],
  ["find", "items"],
  ["count", "item-count"],
  ["diff", "verify"],
  ["tables create", "created-tables"],
  ["tables get", "items"],
  ["tables query", "items"],
  ["tables scan", "items"],
  ["tables count", "item-count"],
  ["delete", "run"],
  ["revert", "run"],
  ["drill", "drill"],
  ["verify", "verify"],
  ["status", "status"],
  ["rollback", "rollback"],
  ["report", "report"],
  ["follow", "follow"],
  ["follow status", "follow-status"],
  ["follow reload", "follow-reload"],
  ["follow end", "follow-end"],
  ...["init", "advance", "back", "percent", "flip", "gates", "end"].map((step): [string, DocumentName] => [
    `cutover ${step}`,
    "cutover-step",
  ]),
  ["cutover status", "cutover-status"],
  ["cutover history", "cutover-history"],
  ["cutover repair", "cutover-repair"],
  ["backup", "copied-tables"],
  ["export", "copied-tables"],
  ["tables list", "table-list"],
  ["tables describe", "table-description"],
  ["tables delete", "deleted-tables"],
  ["local up", "local"],
]);

/** Commands that print something else with an option. */
const byOption = new Map<string, DocumentName>([
  ["restore --from-backup", "service-restore"],
  ["import --s3", "service-import"],
  ["export --s3", "service-exports"],
  ["backup --on-demand", "service-backups"],
  ["backup --list", "service-backups"],
]);

/** The document that a command line prints with `--json`. */
export function documentOfCommand(args: readonly string[]): DocumentName {
  const [first = "", second = ""] = args;
  const option = args.map((arg) => byOption.get(`${first} ${arg}`)).find((name) => name !== undefined);
  const name = option ?? byCommand.get(`${first} ${second}`) ?? byCommand.get(first);
  if (name === undefined) throw new Error(`no schema is known for what ${args.join(" ")} prints`);
  return name;
}

/** What is wrong with what a command line printed with `--json`. */
export function outputProblems(args: readonly string[], out: string): readonly string[] {
  const document = JSON.parse(out) as object;
  return documentProblems("error" in document ? "error" : documentOfCommand(args), document);
}
