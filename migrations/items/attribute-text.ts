import { reject } from "./rejection";

/** Bytes that the name of an attribute may have: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const maxNameBytes = 65_535;
/** UTF-8 has at most three bytes for each of JavaScript's 16 bits. */
const maxBytesPerUnit = 3;

/** Part of the language since ES2024, and of Node.js since 20. */
interface WellFormedCheck {
  isWellFormed(): boolean;
}

/** Whether a text has no half of a surrogate pair, which UTF-8 has no form for: it would be stored as another character. */
export function isWellFormed(text: string): boolean {
  return (text as unknown as WellFormedCheck).isWellFormed();
}

/** Rejects text that DynamoDB would change. @param path of the attribute */
export function checkText(text: string, path: string): void {
  if (isWellFormed(text)) return;
  const half = /[\ud800-\udfff]/u.exec(text)?.[0].charCodeAt(0).toString(16);
  reject(
    "invalid-unicode",
    `${path} holds \\u${half}, half of a surrogate pair, which is no character and would be stored as another one`,
  );
}

/** Rejects the name of an attribute, or of a member of a map, that DynamoDB would refuse or change. */
export function checkName(name: string, path: string): void {
  if (name === "")
    reject("invalid-attribute-name", `${path || "the item"} has an attribute with an empty name`);
  if (name.length * maxBytesPerUnit > maxNameBytes) checkNameLength(name);
  if (!isWellFormed(name)) checkText(name, `the name of the attribute ${shownName(name)}`);
}

function checkNameLength(name: string): void {
  const bytes = Buffer.byteLength(name);
  if (bytes <= maxNameBytes) return;
  reject(
    "invalid-attribute-name",
    `the name of an attribute may have ${maxNameBytes} bytes, ${shownName(name)} has ${bytes}`,
  );
}

function shownName(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 57)}...` : name);
}
