/** A session that can be shared. */
interface Session {
  /** @param isIdle whether nothing is being read, so that the server can be told that the session ends */
  close(isIdle: boolean): Promise<void>;
}

/** A session that is opened when it is needed, and again after it was lost. */
export class SharedSession<One extends Session> {
  private opened: Promise<One> | undefined;

  /**
   * @param isLost whether a session cannot be used after this error. @default after every error
   * @param first one that is open already
   */
  constructor(
    private readonly open: () => Promise<One>,
    private readonly isLost: (error: unknown) => boolean = () => true,
    first?: One,
  ) {
    this.opened = first && Promise.resolve(first);
  }

  /** @throws what the step throws; the next call opens another session if this one was lost */
  async ask<Result>(step: (session: One) => Promise<Result>): Promise<Result> {
    const opened = (this.opened ??= this.open());
    try {
      return await step(await opened);
    } catch (error) {
      if (this.isLost(error) && this.opened === opened) {
        this.opened = undefined;
        await closed(opened, false);
      }
      throw error;
    }
  }

  /** @param isIdle whether no step is under way */
  async close(isIdle: boolean): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    if (opened) await closed(opened, isIdle);
  }
}

async function closed(opened: Promise<Session>, isIdle: boolean): Promise<void> {
  await opened.then(
    (session) => session.close(isIdle),
    () => undefined,
  );
}
