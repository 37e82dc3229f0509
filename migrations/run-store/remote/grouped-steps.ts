/** Runs a step that serves all who asked for it before it started: one at a time, and once more for those who came later. */
export class GroupedSteps {
  private running: Promise<void> | undefined;
  private waiting: Promise<void> | undefined;

  constructor(private readonly step: () => Promise<void>) {}

  /** Resolves after a step that started after this call. */
  run(): Promise<void> {
    if (!this.running) return this.start();
    return (this.waiting ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.waiting = undefined;
        return this.start();
      }));
  }

  private start(): Promise<void> {
    const running = this.step().finally(() => {
      if (this.running === running) this.running = undefined;
    });
    this.running = running;
    return running;
  }
}
