import type { ProcessContext } from "../../../../migrations/cli/process-context";
import { RemoteLocation } from "../../../../migrations/cli/wiring/remote-location";
import type { Manifest } from "../../../../migrations/run-store/shards/manifest";
import type { Machine } from "../../run-store/remote/shared-store";

/** A run of so many shards, whose state is in objects. */
export function sharedManifest(count: number): Manifest {
  const shards = Array.from({ length: count }, (_, index) => ({
    ...{ id: String(index + 1).padStart(5, "0"), entity: "note", from: {}, version: "1" },
  }));
  return {
    ...{ formatVersion: 1, definition: "abc", cwd: "/", file: "migration.yaml", workers: 2, options: {} },
    ...{ shards, run: "shop-1", leaseMs: 60_000, texts: {} },
  };
}

/** The location of a run as a machine sees it. */
export function locationOn(
  machine: Machine,
  folder: string,
  signal = new AbortController().signal,
): RemoteLocation {
  const { monotonic, now, every, processes } = machine.dependencies;
  const context = {
    ...{ monotonic, now, every, cwd: folder, identity: processes.self, isAlive: processes.isAlive },
    ...{ startOf: processes.startedAt, random: () => 0, error: () => undefined, env: {} },
    ...{ atExit: () => () => undefined, signal },
  } as unknown as ProcessContext;
  return new RemoteLocation("s3://runs/shop", machine.dependencies, context, folder);
}
