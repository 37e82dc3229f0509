/** How often a process polls the control and reports, with jitter. Milliseconds. */
export const pollMilliseconds = 5000;

/**
 * How long a process may act by what it last read. Milliseconds on its own clock that only moves forward, measured from
 * the start of its last poll that succeeded: a strongly consistent read, and the report that names the revision read. A
 * process that could read and not report has not renewed its lease, since commands that change the control count a process
 * as dead once its report has not changed for this long.
 *
 * A process that starts, or whose lease is over, reports before it reads the control, and only then acts: a flip that did
 * not see the report has stored its freeze before that reading.
 */
export const leaseMilliseconds = 30_000;
