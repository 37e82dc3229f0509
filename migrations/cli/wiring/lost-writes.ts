import type { ServiceError } from "../../dynamodb/client/service-error";
import type { SendGuard } from "./item-service";

const reading = new Set(["BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"]);

/**
 * Notes when a write last had no response. DynamoDB may still carry it out while its signature is valid, after a later
 * attempt or a later write of the same item.
 */
export class LostWrites implements SendGuard {
  /** When that was; `undefined` if every write had a response. */
  lastAt: Date | undefined;

  constructor(private readonly now: () => Date) {}

  readonly onUnanswered = (operation: string, { details }: ServiceError): void => {
    if (!reading.has(operation) && details.undone !== true) this.lastAt = this.now();
  };
}
