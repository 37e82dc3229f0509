import { itemDigest } from "../../items/item-digest";
import type { JournalEntry } from "../journal/journal";

/** An entry, and which of several journals it is of. */
interface Link {
  readonly journal: number;
  readonly entry: JournalEntry;
}

/**
 * Puts the entries that several journals have of one item in the order in which the item was replaced: an entry comes
 * after the one that wrote what it replaced. Entries of the same journal keep their order.
 */
export function chainOrder<L extends Link>(links: readonly L[]): L[] {
  const queues = new Map<number, L[]>();
  for (const link of links) {
    const queue = queues.get(link.journal);
    if (queue) queue.push(link);
    else queues.set(link.journal, [link]);
  }
  const ordered: L[] = [];
  while (ordered.length < links.length) {
    const heads = [...queues.values()].flatMap(([head]) => head ?? []);
    const left = [...queues.values()].flat();
    const isFirst = (link: L): boolean => {
      const before = beforeOf(link);
      return !left.some((other) => other.journal !== link.journal && other.entry.wrote === before);
    };
    const next = (heads.find(isFirst) ?? heads[0]) as L;
    queues.get(next.journal)?.shift();
    ordered.push(next);
  }
  return ordered;
}

/** The digest of what an entry replaced; `none` if there was nothing. */
function beforeOf({ entry: { before } }: Link): string {
  return before ? itemDigest(before) : "none";
}
