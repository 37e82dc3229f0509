import { RunnerError } from "../../../../errors";
import type { PostgresConnection } from "../postgres-connection";

/** A session that is opened when it is needed, and again after it was lost. */
export class SharedSession {
  private opened: Promise<PostgresConnection> | undefined;

  constructor(private readonly open: () => Promise<PostgresConnection>) {}

  /** @throws UnreachableError; the next call opens another session if this one was lost */
  async ask<Result>(step: (session: PostgresConnection) => Promise<Result>): Promise<Result> {
    const opened = (this.opened ??= this.open());
    try {
      return await step(await opened);
    } catch (error) {
      if (isOfConnection(error) && this.opened === opened) {
        this.opened = undefined;
        await hangUp(opened);
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    if (opened) await hangUp(opened);
  }
}

function isOfConnection(error: unknown): boolean {
  return (
    error instanceof RunnerError &&
    ["source-lost", "source-unreachable", "source-refused", "interrupted"].includes(error.code)
  );
}

async function hangUp(opened: Promise<PostgresConnection>): Promise<void> {
  await opened.then(
    (session) => session.close(false),
    () => undefined,
  );
}
