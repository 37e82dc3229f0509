import { dynamoDbLocalEngine } from "../../migrations/local/dynamodb-local-engine";
import { startEngine } from "./embedded-engine";
import type { FoundEmulator } from "./emulator";

/** Amazon's DynamoDB Local, where Java 17 and the npm package are here. */
export async function findDynamoDbLocal(): FoundEmulator {
  const engine = await dynamoDbLocalEngine(process.cwd(), process.env);
  if ("unavailable" in engine) return { available: false, why: engine.unavailable };
  return { available: true, part: { start: () => startEngine(engine) } };
}
