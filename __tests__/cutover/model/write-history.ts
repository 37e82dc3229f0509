/** A write that a client made: the value that it leaves, or `undefined` for a delete. */
interface Write {
  readonly key: string;
  readonly value: string | undefined;
  readonly start: number;
  end: number;
  isAcknowledged: boolean;
  /** An operator has given up the writes of its record while it was made. */
  isGivenUp: boolean;
}

/** Remembers what clients wrote and what was acknowledged, and says which records may be the outcome. */
export class WriteHistory {
  private readonly registers: Write[] = [];
  private readonly appended = new Map<string, Set<string>>();
  /** Tags that are being added. */
  private readonly appending = new Map<string, Set<string>>();
  private events = 0;
  acknowledged = 0;

  /** A write that replaces the record. */
  start(key: string, value: string | undefined): Write {
    const write = {
      ...{ key, value, start: ++this.events, end: Number.POSITIVE_INFINITY },
      ...{ isAcknowledged: false, isGivenUp: false },
    };
    this.registers.push(write);
    return write;
  }

  acknowledge(write: Write): void {
    write.end = ++this.events;
    write.isAcknowledged = !write.isGivenUp;
    this.acknowledged++;
  }

  /** A tag is being added to a record. */
  startAppend(key: string, tag: string): void {
    tagsOf(this.appending, key).add(tag);
  }

  /** That was acknowledged. */
  append(key: string, tag: string): void {
    this.acknowledged++;
    if (tagsOf(this.appending, key).delete(tag)) tagsOf(this.appended, key).add(tag);
  }

  /** A record's writes may be lost: an operator has given them up, those too whose responses are yet to come. */
  giveUp(key: string): void {
    this.appended.delete(key);
    this.appending.delete(key);
    for (const write of this.registers) {
      if (write.key !== key) continue;
      write.isAcknowledged = false;
      write.isGivenUp = true;
    }
  }

  /** Acknowledged writes that a record does not show, for people. */
  lost(key: string, value: string | undefined, tags: readonly string[]): string[] {
    const missing = [...(this.appended.get(key) ?? [])].filter((tag) => !tags.includes(tag));
    const problems = missing.map((tag) => `${key}: the acknowledged tag ${tag} is lost`);
    const writes = this.registers.filter((write) => write.key === key);
    if (writes.length > 0 && !isPossible(writes, value))
      problems.push(`${key}: an acknowledged write is lost, the value is ${value}`);
    return problems;
  }
}

/** A value is possible if its write was not followed by an acknowledged one. One without a response has no end. */
function isPossible(writes: readonly Write[], value: string | undefined): boolean {
  return writes.some(
    (write) =>
      write.value === value && !writes.some((later) => later.isAcknowledged && later.start > write.end),
  );
}

function tagsOf(all: Map<string, Set<string>>, key: string): Set<string> {
  const tags = all.get(key) ?? new Set();
  all.set(key, tags);
  return tags;
}
