import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { endProcess } from "../end-process";
import { startProviderProxy } from "./provider-proxy";

/** One process of a provider for all commands of Terraform, each of which would start several of its own. */
export interface SharedProvider {
  /** What makes Terraform use this process. */
  readonly environment: { readonly TF_REATTACH_PROVIDERS: string };
  stop(): Promise<void>;
}

/**
 * Starts a provider as its developers do, who attach Terraform to it. It knows the settings of one `provider` block
 * at a time: one command after another, for stacks with one block each.
 */
export async function startSharedProvider(
  program: string,
  environment: NodeJS.ProcessEnv,
): Promise<SharedProvider> {
  const folder = mkdtempSync(join(tmpdir(), "provider-"));
  // The provider takes certificates the first time only, and an emulator shows none.
  const quiet = { AWS_CA_BUNDLE: undefined, TF_LOG_SDK: "off", TF_LOG_PROVIDER_AWS: "off" };
  const child = spawn(program, ["-debug"], {
    env: { ...environment, ...quiet, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const remove = async () => {
    await endProcess(child);
    rmSync(folder, { recursive: true });
  };
  try {
    const { attachment, address } = await readAttachment(child);
    const socket = join(folder, "proxy");
    const proxy = await startProviderProxy(socket, address);
    const environment = { TF_REATTACH_PROVIDERS: attachment.replace(address, socket) };
    return { environment, stop: () => proxy.close().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** How Terraform reaches a provider that it did not start, as the provider says it, and the socket in it. */
interface Attachment {
  readonly attachment: string;
  readonly address: string;
}

const listening = /TF_REATTACH_PROVIDERS='(?<attachment>.*"String":"(?<address>[^"]+)".*)'/;

function readAttachment({
  stdout,
  stderr,
}: ChildProcessByStdio<null, Readable, Readable>): Promise<Attachment> {
  const outputs = [stdout, stderr];
  let log = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      const { attachment, address } = listening.exec(log)?.groups ?? {};
      if (attachment === undefined || address === undefined) return;
      for (const output of outputs) output.off("data", read).resume();
      resolve({ attachment, address });
    };
    for (const output of outputs) output.on("data", read);
    stdout.once("close", () => reject(new Error(`the provider ended before it listened. Its log:\n${log}`)));
  });
}
