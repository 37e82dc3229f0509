import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials, startSinkProcess, type SinkProcess } from "../child";
import { type Figure, rounded } from "../figure";
import { bin, migrate } from "./migrate";
import { makeProject, type Project } from "./project";

const rows = 300_000;
const kills = 5;
/** Requests at a time × items of each, as they are unless asked otherwise. */
const inFlight = 8 * 25;

/** How much is written twice where the command is killed several times on its way, and called again. */
export async function killed(): Promise<Figure[]> {
  const sink = await startSinkProcess();
  const project = await makeProject(rows);
  try {
    for (let kill = 1; kill <= kills; kill++)
      await runAndKill(project, sink, Math.floor((rows * kill) / (kills + 1)));
    await migrate(project, sink.endpoint);
    const repeated = (await sink.items()) - rows;
    if (repeated < 0) throw new Error(`${-repeated} of ${rows} items never arrived`);
    return [
      {
        what: `killed ${kills} times with SIGKILL, ${rounded(rows)} items`,
        figure: `${repeated} items written again`,
        ratio: `${(repeated / kills).toFixed(0)} a kill, of at most ${inFlight} in flight`,
      },
    ];
  } finally {
    project.remove();
    sink.close();
  }
}

/** @param until the sink has been given so many items */
async function runAndKill({ folder }: Project, sink: SinkProcess, until: number): Promise<void> {
  const args = [bin, "run", "migration.yaml", "--outputs", "outputs.json", "--endpoint", sink.endpoint];
  const env = { ...process.env, ...credentials };
  const command = spawn(process.execPath, args, { cwd: folder, env, stdio: "ignore" });
  const exited = once(command, "exit");
  while ((await sink.items()) < until) {
    if (command.exitCode !== null) throw new Error(`the run ended by itself with ${command.exitCode}`);
    await sleep(2);
  }
  command.kill("SIGKILL");
  await exited;
}
