/** `RequestItems` of BatchWriteItem and BatchGetItem. */
type Requests = Record<string, unknown[] | { readonly Keys: unknown[] }>;

interface Entry {
  readonly table: string;
  readonly request: unknown;
}

export interface SplitBatch {
  /** The body to forward. */
  readonly forward: string;
  readonly unprocessedCount: number;
  /** The target's answer with the entries that were not forwarded added to what it left itself. */
  complete(answer: string): object;
}

/**
 * Takes at least one and never all entries out of a batch request: the service throttles the call as a
 * whole when it could process none. Returns `null` for a batch of one.
 */
export function splitBatch(body: string, random: () => number): SplitBatch | null {
  const request = JSON.parse(body) as { RequestItems: Requests };
  const entries = entriesOf(request.RequestItems);
  if (entries.length < 2) return null;
  const count = 1 + Math.floor(random() * (entries.length - 1));
  const shuffled = shuffle(entries, random);
  const regroup = (part: Entry[]) => requestsOf(part, request.RequestItems);
  return {
    forward: JSON.stringify({ ...request, RequestItems: regroup(shuffled.slice(count)) }),
    unprocessedCount: count,
    complete: (answer) => {
      const { UnprocessedItems, UnprocessedKeys, ...rest } = JSON.parse(answer) as Record<string, Requests>;
      const left = entriesOf(UnprocessedItems ?? UnprocessedKeys ?? {});
      const name = UnprocessedKeys === undefined ? "UnprocessedItems" : "UnprocessedKeys";
      return { ...rest, [name]: regroup([...left, ...shuffled.slice(0, count)]) };
    },
  };
}

function entriesOf(requests: Requests): Entry[] {
  return Object.entries(requests).flatMap(([table, value]) =>
    (Array.isArray(value) ? value : value.Keys).map((request) => ({ table, request })),
  );
}

function requestsOf(entries: Entry[], original: Requests): Requests {
  const tables = [...new Set(entries.map(({ table }) => table))];
  return Object.fromEntries(
    tables.map((table) => {
      const requests = entries.filter((entry) => entry.table === table).map(({ request }) => request);
      const value = original[table];
      return [table, Array.isArray(value) ? requests : { ...value, Keys: requests }];
    }),
  );
}

function shuffle(entries: Entry[], random: () => number): Entry[] {
  return entries
    .map((entry) => ({ entry, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}
