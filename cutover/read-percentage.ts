import { hash } from "node:crypto";
import type { EntityControl } from "./control/control";

const buckets = 10_000;

/** The bucket of a key, 0 to 9,999: the same in every process, and independent of those of other entities. */
export function bucketOf(entity: string, salt: string, key: string): number {
  const first = Number.parseInt(hash("sha256", JSON.stringify([entity, salt, key]), "hex").slice(0, 8), 16);
  return Math.floor((first * buckets) / 2 ** 32);
}

/**
 * Whether a key is read from the tables at a percentage. A key that is selected stays selected when the percentage is
 * raised.
 *
 * @param percent 0 to 100, with two decimals
 */
export function isSelected(
  { entity, salt, allow, deny }: Pick<EntityControl, "entity" | "salt" | "allow" | "deny">,
  percent: number,
  key: string,
): boolean {
  if (deny.length > 0 && deny.includes(key)) return false;
  if (allow.length > 0 && allow.includes(key)) return true;
  if (percent <= 0) return false;
  return percent >= 100 || bucketOf(entity, salt, key) < Math.round(percent * 100);
}
