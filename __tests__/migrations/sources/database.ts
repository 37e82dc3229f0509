import { afterAll, beforeAll } from "vitest";
import { type AddressForm, DatabaseAddress } from "../../../migrations/sources/database-address";
import type { DatabaseServer, RunningDatabase } from "../../emulators/database-server";

/** Gives a suite a database of its own; the function returned names it. */
export function useDatabase(server: DatabaseServer): () => RunningDatabase {
  let running: RunningDatabase;
  beforeAll(async () => {
    running = await server.start();
  });
  afterAll(() => running.stop());
  return () => running;
}

/** The address of a database that a test runs. */
export function addressOf(url: string, form: AddressForm): DatabaseAddress {
  return DatabaseAddress.parse(url, form, ".");
}
