import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { LocalCommand } from "./local-command";

/** Amazon's own DynamoDB Local (Java), or dynalite (Node). */
export type EngineName = "dynamodb-local" | "dynalite";

export interface LaunchSettings {
  readonly port: number;
  /** Folder for the data. @default in memory */
  readonly dbPath?: string | undefined;
  /** Stands in the command line, so that the process can be recognised later. */
  readonly token: string;
}

/** A DynamoDB that can be run on this machine. */
export interface Engine {
  readonly name: EngineName;
  /** Why this one was taken, for people. */
  readonly why: string;
  readonly command: string;
  arguments(settings: LaunchSettings): readonly string[];
}

/** Reports features that an engine lacks, and omits them in requests. */
export interface EngineLimits {
  readonly streams: boolean;
  readonly timeToLive: boolean;
}

export const engineLimits: Readonly<Record<EngineName, EngineLimits>> = {
  "dynamodb-local": { streams: true, timeToLive: true },
  dynalite: { streams: false, timeToLive: false },
};

/** What creates and describes tables in a running engine. */
export interface RunningEngine {
  readonly name: EngineName;
  readonly client: DynamoDBClient;
  readonly command: LocalCommand;
}
