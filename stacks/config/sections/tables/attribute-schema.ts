import { z } from "zod";
import { Attribute } from "../../../../constructs";
import { attributeName } from "../../json-keywords";

const make = { S: Attribute.string, N: Attribute.number, B: Attribute.binary };
const types = ["S", "N", "B"] as const;

const shorthand = z
  .string()
  .regex(/^[^:]+(:[SNB])?$/, "must be an attribute name, followed by :N or :B if it is not text")
  .meta({ maxLength: attributeName.maxLength + ":N".length })
  .transform((text) => {
    const [name = "", type = "S"] = text.split(":");
    return make[type as keyof typeof make](name);
  });

const written = z
  .strictObject({
    name: z.string().meta({ ...attributeName, description: "1 to 255 characters." }),
    type: z.enum(types).meta({ description: "S: text, N: number, B: binary." }),
  })
  .transform(({ name, type }) => make[type](name));

/** A key attribute: `userId` is text, `createdAt:N` a number, `digest:B` binary; or `{ name, type }`. */
export const attributeSchema = z
  .union([shorthand, written], { error: "must be an attribute name, such as userId or createdAt:N" })
  .meta({ description: "A key attribute: `userId` is text, `createdAt:N` a number, `digest:B` binary." });

/** A part of the key of a global index: an attribute, or a list of up to four. */
export const indexKeySchema = z
  .union([attributeSchema, z.array(attributeSchema).meta({ minItems: 1, maxItems: 4 })], {
    error: "must be an attribute name, such as userId or createdAt:N, or a list of 1 to 4 of them",
  })
  .meta({ description: "A key attribute, or a list of up to four: `[tenantId, region]`." });
