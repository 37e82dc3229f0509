import type { Pool } from "undici";

/**
 * Loads undici's `Pool` from its own file: undici's main module also loads fetch, WebSocket, caches and mocks, which
 * takes three times as long. If a version of undici has no such file, from the main module.
 */
export async function loadPool(): Promise<typeof Pool> {
  try {
    return (await import("undici/lib/dispatcher/pool.js")).default;
  } catch {
    return (await import("undici")).Pool;
  }
}
