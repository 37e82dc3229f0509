import { choosePort } from "../../migrations/local/free-port";
import type { FoundEmulator } from "./emulator";
import { onPath } from "./on-path";
import { startServerProcess } from "./server-process";

/** moto's server, an emulator of AWS's control plane, where `pip install 'moto[server]'` was run. */
export function findMoto(): FoundEmulator {
  const command = onPath("moto_server");
  return Promise.resolve(
    command === null
      ? { available: false, why: "moto_server is not on the PATH (pip install 'moto[server]')" }
      : { available: true, part: { start: () => startMoto(command) } },
  );
}

async function startMoto(command: string) {
  const port = String(await choosePort(undefined));
  return startServerProcess({
    command,
    arguments: ["-H", "127.0.0.1", "-p", port],
    endpoint: `http://127.0.0.1:${port}`,
    timeoutMs: 60_000,
  });
}
