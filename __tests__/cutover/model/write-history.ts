/** A write that a client made: the value that it leaves, or `undefined` for a delete. */
interface Write {
  readonly key: string;
  readonly value: string | undefined;
  readonly start: number;
  end: number;
  isAcknowledged: boolean;
}

/** Remembers what clients wrote and what was acknowledged, and says which records may be the outcome. */
export class WriteHistory {
  private readonly registers: Write[] = [];
  private readonly appended = new Map<string, Set<string>>();
  private events = 0;
  acknowledged = 0;

  /** A write that replaces the record. */
  start(key: string, value: string | undefined): Write {
    const write = { key, value, start: ++this.events, end: Number.POSITIVE_INFINITY, isAcknowledged: false };
    this.registers.push(write);
    return write;
  }

  acknowledge(write: Write): void {
    write.end = ++this.events;
    write.isAcknowledged = true;
    this.acknowledged++;
  }

  /** A tag was added to a record, and acknowledged. */
  append(key: string, tag: string): void {
    this.acknowledged++;
    const tags = this.appended.get(key) ?? new Set();
    this.appended.set(key, tags.add(tag));
  }

  /** A record's writes may be lost: an operator has given them up. */
  giveUp(key: string): void {
    this.appended.delete(key);
    for (const write of this.registers) if (write.key === key) write.isAcknowledged = false;
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
