import { join } from "node:path";
import type { Checkpoint } from "../../run-store/checkpoint";
import { journalFile } from "../../run-store/journal/journal-file";
import { readLine } from "../../run-store/journal/journal-line";
import { shardsFolder } from "../../run-store/shards/manifest";
import {
  itemIdOf,
  mergeJournals,
  type ShardJournal,
  wholeLines,
} from "../../run-store/shards/merged-journal";
import { keyDigest } from "../../seen-keys/key-digest";
import { KeySet } from "../../seen-keys/key-set";
import type { Scratch } from "../../seen-keys/scratch";
import { shardJournals } from "./join-shards";
import type { RunLocation } from "./run-location";
import { settleFolder } from "./shard-folders";

/**
 * Joins the journals of a run whose shards are not all finished, so that it can be rolled back.
 * @returns its checkpoint, with the mark of the joined journal if it has shards
 * @throws UsageError if a worker is still at work, or a journal is damaged
 */
export async function joinOpenShards(
  runFolder: string,
  checkpoint: Checkpoint,
  location: RunLocation,
  scratch: Scratch,
): Promise<Checkpoint> {
  if (checkpoint.state === "finished" || checkpoint.journal) return checkpoint;
  const manifest = await location.readManifest();
  if (!manifest) return checkpoint;
  await location.close(manifest);
  const states = await location.collect(manifest, "all");
  const settle: ShardJournal = {
    path: join(shardsFolder(runFolder), settleFolder, journalFile),
    rowsBefore: 0,
  };
  const journals = [...shardJournals(states), settle];
  const shared = await sharedItems(journals, scratch);
  const isShared = (entry: Parameters<typeof itemIdOf>[0]) => shared.has(itemIdOf(entry));
  const journal = await mergeJournals(
    journals,
    join(runFolder, journalFile),
    shared.size > 0 ? isShared : undefined,
  );
  return { ...checkpoint, journal };
}

/** The items that several journals have entries of; see `itemIdOf`. */
async function sharedItems(journals: readonly ShardJournal[], scratch: Scratch): Promise<Set<string>> {
  const seen = new KeySet({ scratch });
  const shared = new Set<string>();
  try {
    for (const journal of journals) {
      const own = new KeySet({ scratch });
      for await (const line of wholeLines(journal)) {
        const entry = readLine(line)?.entry;
        const id = entry && itemIdOf(entry);
        if (id === undefined || !own.add(keyDigest(id))) continue;
        if (!seen.add(keyDigest(id))) shared.add(id);
      }
      own.close();
      await seen.tidy();
    }
    return shared;
  } finally {
    seen.close();
  }
}
