import { z } from "zod";
import { namedEntries } from "../../yaml-file";
import { columnTypes } from "../items/column-type";
import { declaredEncodings } from "../sources/csv/csv-format";

const character = z.string().regex(/^[^\r\n\ud800-\udfff]$/, { error: "must be one character" });

const location = z.strictObject({
  file: z.string().min(1).optional(),
  at: z
    .string()
    .regex(/^\$(\.[^.[\]*]+)*$/, { error: "must be a path of names such as $.users" })
    .refine((path) => !/\.\d+(\.|$)/.test(path), {
      error: "must be a path of names such as $.users; a number for a member of a list cannot be used",
    })
    .optional(),
  keyColumn: z.string().min(1).optional(),
  extendedJson: z.boolean().optional(),
  columns: z.record(z.string().min(1), z.enum(columnTypes)).optional(),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/, { error: "must be one character, not a quote or the end of a line" })
    .optional(),
  empty: z.union([z.null(), z.enum(["null", "string"])], { error: "must be null or string" }).optional(),
  quotes: z.enum(["strict", "relaxed"]).optional(),
  quotedEmpty: z
    .union([z.null(), z.enum(["null", "string"])], { error: "must be null or string" })
    .optional(),
  nulls: z.array(z.string().min(1)).min(1).optional(),
  header: z.boolean().optional(),
  names: z.array(z.string().min(1)).min(1).optional(),
  quote: z
    .union([z.null(), character], { error: "must be one character, or null for files without quotes" })
    .optional(),
  escape: character.optional(),
  comment: z
    .string()
    .regex(/^[^\r\n]+$/, { error: "must be text without the end of a line" })
    .optional(),
  encoding: z.enum(declaredEncodings).optional(),
  table: z.string().min(1).optional(),
  query: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  tables: z.record(z.string().min(1), z.string().min(1)).optional(),
  folder: z.string().min(1).optional(),
  deletes: z.enum(["reject", "ignore", "apply"]).optional(),
});

/** Another file whose rows are added to each row; see `LookupFrom`. */
const lookup = location.extend({
  key: z.string().min(1),
  by: z.string().min(1),
  many: z.boolean().optional(),
});

/** Where an entity's rows are; which of these apply depends on the kind of source. */
export const from = location.extend({ lookup: namedEntries(z.string().min(1), lookup).optional() });
export type FromFile = z.output<typeof from>;
