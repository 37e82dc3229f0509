import { InterruptedError } from "../../errors";

/** How to wait for the service. */
export interface Patience {
  /** Between one question and the next. */
  readonly everyMs: number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Told what the service says while it is not done. */
  readonly onWaiting: (status: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A question that is asked until its answer is final. */
export interface Question<T> {
  readonly ask: () => Promise<T>;
  readonly statusOf: (answer: T) => string;
  readonly isFinal: (status: string) => boolean;
  /** What becomes of the work when nobody waits for it any more, for the message. */
  readonly whenInterrupted: string;
}

/** Asks until the answer is final. @throws InterruptedError */
export async function waitFor<T>(question: Question<T>, patience: Patience): Promise<T> {
  for (;;) {
    if (patience.signal?.aborted) throw new InterruptedError(`interrupted; ${question.whenInterrupted}`);
    const answer = await question.ask();
    const status = question.statusOf(answer);
    if (question.isFinal(status)) return answer;
    patience.onWaiting(status);
    await patience.sleep(patience.everyMs, patience.signal);
  }
}
