import { join } from "node:path";
import { output, run, runCommand, type Used } from "../child";
import { bin } from "../writing/migrate";
import { forgetRuns, type WorkFolder } from "./work-folder";
import { peerScript, type Work } from "./work";

/** One of the programs that do a work. */
export interface Side {
  readonly name: string;
  /** Why it cannot run here. */
  readonly missing?: string;
  readonly move: (endpoint: string) => Promise<Used>;
}

/** The runner with its defaults: journal, checkpoint and report. */
export function runnerSide(work: Work, { path }: Pick<WorkFolder, "path">): Side {
  return { name: "dynamodb-migrate run", move: (endpoint) => moveRows(work, path, endpoint) };
}

/** Moves the rows of a work with the built command, in a folder that has none of its earlier runs. */
export function moveRows(
  work: Work,
  path: string,
  endpoint: string,
  options: readonly string[] = [],
): Promise<Used> {
  forgetRuns(path);
  const place = ["--outputs", "outputs.json", "--endpoint", endpoint, "--json"];
  return run([bin, "run", `${work.name}.yaml`, ...place, ...options], path);
}

/** The shortest script with the AWS SDK for JavaScript. */
export function scriptSide(work: Work, folder: WorkFolder): Side {
  const script = peerScript(work.peer);
  const side: Side = {
    name: "script",
    move: (endpoint) => run([script, endpoint, "bench", join(folder.path, work.file)]),
  };
  if (!work.needs || isInstalled(work.needs.name)) return side;
  const { name, version } = work.needs;
  return { ...side, missing: `${name} is not installed (npm install --no-save ${name}@${version})` };
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** The shortest script with boto3, for a JSON Lines file as it is. */
export async function botoSide(work: Work, folder: WorkFolder): Promise<Side> {
  const hook = join(__dirname, "../usage_hook.py");
  const script = peerScript("jsonl.py");
  const isMissing = await output("python3", ["-c", "import boto3"]).then(
    () => false,
    () => true,
  );
  return {
    name: "boto3",
    ...(isMissing && { missing: "python3 has no boto3 (pip install boto3)" }),
    move: (endpoint) =>
      runCommand(["python3", hook, script, endpoint, "bench", join(folder.path, work.file)], folder.path, {
        AWS_DEFAULT_REGION: "us-east-1",
      }),
  };
}

/** awslabs/dynein, for a JSON Lines file as it is. */
export async function dyneinSide(work: Work, folder: WorkFolder): Promise<Side> {
  const isMissing = await output("dy", ["--version"]).then(
    () => false,
    () => true,
  );
  return {
    name: "dynein",
    ...(isMissing && { missing: "dy is not installed (https://github.com/awslabs/dynein)" }),
    move: (endpoint) => {
      const place = ["--region", "local", "--port", new URL(endpoint).port, "--table", "bench"];
      const input = ["--input-file", join(folder.path, work.file), "--format", "jsonl"];
      return runCommand(["dy", ...place, "import", ...input], folder.path);
    },
  };
}
