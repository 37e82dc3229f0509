import { InterruptedError } from "../../errors";

/** How to wait for the service. */
export interface Polling {
  /** Between one question and the next. */
  readonly everyMs: number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Told what the service says while it is not done. */
  readonly onWaiting: (status: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A request that is repeated until its result is final. */
export interface Question<T> {
  readonly ask: () => Promise<T>;
  readonly statusOf: (response: T) => string;
  readonly isFinal: (status: string) => boolean;
  /** What becomes of the work when nobody waits for it any more, for the message. */
  readonly whenInterrupted: string;
}

/** Repeats the request until its result is final. @throws InterruptedError */
export async function waitFor<T>(question: Question<T>, polling: Polling): Promise<T> {
  for (;;) {
    if (polling.signal?.aborted) throw new InterruptedError(`interrupted; ${question.whenInterrupted}`);
    const response = await question.ask();
    const status = question.statusOf(response);
    if (question.isFinal(status)) return response;
    polling.onWaiting(status);
    await polling.sleep(polling.everyMs, polling.signal);
  }
}
