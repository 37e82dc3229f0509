import { createServer } from "node:net";
import { UsageError } from "../errors";

/**
 * The port to start on. A given one is tried first: an engine that finds its port taken may stay silent,
 * and whoever listens there would be taken for it.
 *
 * @param last the port of an engine that has ended, taken again if it is free: unfinished runs go on where they began
 */
export async function choosePort(wanted: number | undefined, last?: number): Promise<number> {
  const port = (await tryPort(wanted ?? last ?? 0)) ?? (wanted === undefined ? await tryPort(0) : null);
  if (port !== null) return port;
  throw new UsageError(
    "port-taken",
    `local: port ${wanted} is taken by another process: choose another one, or none for a free one`,
  );
}

function tryPort(port: number): Promise<number | null> {
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
