import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "../errors";

/** How long the port of an engine that was killed may stay taken: its threads end one after the other. */
const graceMs = 1000;

/**
 * The port to start on. A given one is tried first: an engine whose port is in use may not report it, and the other
 * listener would be mistaken for it.
 *
 * @param last the port of an engine that has ended, used again if it is free, so that interrupted runs can be resumed
 */
export async function choosePort(wanted: number | undefined, last?: number): Promise<number> {
  const asked = wanted ?? last ?? 0;
  const port =
    (await tryPort(asked, asked === last ? graceMs : 0)) ?? (wanted === undefined ? await tryPort(0) : null);
  if (port !== null) return port;
  throw new UsageError(
    "port-taken",
    `local: port ${wanted} is taken by another process: choose another one, or none for a free one`,
  );
}

async function tryPort(port: number, withinMs = 0): Promise<number | null> {
  const stepMs = 50;
  for (let waited = 0; waited < withinMs; waited += stepMs) {
    const free = await tryOnce(port);
    if (free !== null) return free;
    await sleep(stepMs);
  }
  return tryOnce(port);
}

function tryOnce(port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(null);
      else reject(error);
    });
    // On all interfaces, as DynamoDB Local listens.
    server.listen(port, () => {
      const address = server.address();
      const taken = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(taken));
    });
  });
}
