import { attributeType, type Item } from "./item";
import { reject } from "./rejection";

/** Seconds beyond this are after the year 5138: nobody means them. */
export const maxSeconds = 100_000_000_000;

/**
 * Rejects an item that would never expire although it says when. The service takes any value, and acts only upon
 * numbers of seconds: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
export function checkTimeToLive(item: Item, name: string): void {
  const value = item[name];
  if (value === undefined || value.NULL === true) return;
  if (value.N === undefined) {
    const what = value.S === undefined ? attributeType(value) : `S ${JSON.stringify(value.S.slice(0, 60))}`;
    const message = (got: string) =>
      `${name}, by which the table's items expire, must be a number of seconds (N), got ${got}; epoch() makes one of a date`;
    reject("wrong-time-to-live", message(what), message(attributeType(value)));
  }
  if (Number(value.N) > maxSeconds)
    reject(
      "wrong-time-to-live",
      `${name}, by which the table's items expire, must be in seconds, but ${value.N} is in milliseconds; divide it by 1000`,
      `${name}, by which the table's items expire, must be in seconds, not in milliseconds; divide it by 1000`,
    );
}

/** DynamoDB does not delete items that expired more than five years ago. */
const forgottenSeconds = 5 * 365 * 86_400;

/**
 * Whether the service deletes an item, or has deleted it, since its time has passed.
 *
 * @param name the table's attribute for it
 */
export function hasExpired(item: Item, name: string | null | undefined, now: Date): boolean {
  const seconds = Number((name && item[name]?.N) || NaN);
  const current = now.getTime() / 1000;
  return seconds <= current && seconds > current - forgottenSeconds;
}
