import { expect, it } from "vitest";
import { LostWrites } from "../../../../migrations/cli/wiring/lost-writes";
import { connectionError } from "../../../../migrations/dynamodb/client/service-error";

const now = new Date("2026-11-26T10:00:00.000Z");
const errorOf = (code: string) => connectionError(Object.assign(new Error("no response"), { code }));

it.each([
  ["BatchWriteItem", "ECONNRESET", true],
  ["PutItem", "UND_ERR_HEADERS_TIMEOUT", true],
  ["DeleteItem", "UND_ERR_SOCKET", true],
  // Never sent.
  ["BatchWriteItem", "ECONNREFUSED", false],
  ["BatchWriteItem", "UND_ERR_CONNECT_TIMEOUT", false],
  // Nothing to be carried out.
  ["BatchGetItem", "ECONNRESET", false],
  ["Query", "ECONNRESET", false],
])("of %s without a response because of %s: %s", (operation, code, isLost) => {
  const lost = new LostWrites(() => now);
  lost.onUnanswered(operation, errorOf(code));
  expect(lost.lastAt).toEqual(isLost ? now : undefined);
});
