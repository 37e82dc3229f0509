import type { PostgresConnection } from "../postgres-connection";

/** Transactions as one session sees them: `xmin:xmax:xip,xip`. */
export class TransactionSnapshot {
  private constructor(
    readonly next: bigint,
    readonly running: ReadonlySet<bigint>,
  ) {}

  static async take(session: PostgresConnection): Promise<TransactionSnapshot> {
    const { rows } = await session.query("SELECT pg_current_snapshot()::text");
    const [, next = "", running = ""] = (rows[0]?.[0] ?? "").split(":");
    return new TransactionSnapshot(
      BigInt(next),
      new Set(running === "" ? [] : running.split(",").map((xid) => BigInt(xid))),
    );
  }

  /** Whether a reading that starts now sees what a transaction wrote. @param xid its number, without its epoch */
  sees(xid: number): boolean {
    const whole = this.widened(BigInt(xid));
    return whole < this.next && !this.running.has(whole);
  }

  /** The transaction is among the last 2^31, so that its epoch is that of the next one, or the one before. */
  private widened(xid: bigint): bigint {
    const epoch = this.next >> 32n;
    const near = (epoch << 32n) | xid;
    const distance = near - this.next;
    if (distance > 0x7fff_ffffn) return near - (1n << 32n);
    return distance < -0x8000_0000n ? near + (1n << 32n) : near;
  }
}
