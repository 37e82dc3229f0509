/** `retryStrategy` of a job definition. */
export interface RetryStrategy {
  readonly attempts?: number;
  readonly evaluateOnExit?: readonly Condition[];
}

interface Condition {
  readonly action: string;
  readonly onExitCode?: string;
  readonly onReason?: string;
  readonly onStatusReason?: string;
}

/** How an attempt of a job has ended. */
export interface Exit {
  readonly exitCode: number;
  readonly reason: string;
  readonly statusReason: string;
}

/**
 * Whether Batch starts another attempt: the first condition of which all patterns match decides, and without one that
 * matches it does.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html
 */
export function isRetried({ evaluateOnExit = [] }: RetryStrategy, exit: Exit): boolean {
  const found = evaluateOnExit.find(
    ({ onExitCode, onReason, onStatusReason }) =>
      matches(onExitCode, String(exit.exitCode)) &&
      matches(onReason, exit.reason) &&
      matches(onStatusReason, exit.statusReason),
  );
  return found === undefined || found.action.toUpperCase() === "RETRY";
}

/** A pattern may end with an asterisk. */
function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
