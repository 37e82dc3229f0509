/** The longest time of a timer, in milliseconds. */
const longest = 2 ** 31 - 1;

/**
 * Keeps the process alive until a promise has settled. The library's own timers do not, so that they never delay the end
 * of a process; a call of the application that waits for one of them, such as a write during a flip, must not be lost.
 */
export async function keepAlive<Result>(promise: Promise<Result>): Promise<Result> {
  const timer = setInterval(() => {}, longest);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}
