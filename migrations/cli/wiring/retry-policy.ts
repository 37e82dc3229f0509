import { RetryPolicy, type Waiting } from "../../dynamodb/client/retry-policy";
import { retryReason } from "../../dynamodb/client/throttling-reasons";
import { duration } from "../../report/quantity";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";

/** What a policy takes of a terminal. */
export type RetryContext = Partial<Pick<ProcessContext, "random" | "error" | "giveUpAfterMs">>;

/** A line comes this often at most, and not before a request has stalled this long. */
const noticeEveryMs = 10_000;

/** How requests to one service are retried, for as long as `--give-up-after` says; a person is told while they are. */
export function retryPolicyFor({ random = Math.random, error, giveUpAfterMs }: RetryContext): RetryPolicy {
  let noticed = -Infinity;
  const onWaiting = (waiting: Waiting): void => {
    if (waiting.stalledMs < noticeEveryMs || clock.now() - noticed < noticeEveryMs) return;
    noticed = clock.now();
    error?.(waitingText(waiting));
  };
  // A time that the user names applies to the first response too: an emulator may be about to start.
  const limits = giveUpAfterMs === undefined ? {} : { giveUpAfterMs, firstContactMs: giveUpAfterMs };
  return new RetryPolicy({ ...clock, random, onWaiting, ...limits });
}

/** `table users: no response for 40 s (ECONNREFUSED); retrying for up to 4 min 20 s more` */
export function waitingText({ what, error, stalledMs, leftMs }: Waiting): string {
  const state =
    error.kind === "throttled" ? "throttled" : error.details.response ? "errors only" : "no response";
  const left = leftMs === Infinity ? "until interrupted" : `for up to ${duration(leftMs / 1000)} more`;
  return `${what}: ${state} for ${duration(stalledMs / 1000)} (${retryReason(error)}); retrying ${left}`;
}
