import { createHash } from "node:crypto";

/** Every slot and publication of this program starts with it. */
export const slotPrefix = "dynamodb_migrate_";

/** Names have at most 63 letters; that of a slot for reading is up to 11 longer, and of its restart point 13. */
const maxLength = 50;

/** Name of the slot and the publication: lower-case letters, digits and underscores. */
export function slotName(name: string): string {
  const plain = `${slotPrefix}${name.toLowerCase().replace(/[^a-z0-9]/g, "_")}`;
  if (plain.length <= maxLength && /^[a-z0-9-]*$/.test(name)) return plain;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${plain.slice(0, maxLength - 9)}_${digest}`;
}

/** Name of the copy of a slot that one server process reads from. */
export function readingSlotName(slot: string, pid: string): string {
  return `${slot}_${pid.slice(-10)}`;
}
