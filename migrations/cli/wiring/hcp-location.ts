import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../errors";
import { fetchThrough } from "../../dynamodb/client/proxied-fetch";
import { proxiesIn } from "../../dynamodb/client/proxies";
import { type HcpWorkspace, workspaceOutputs } from "../../targets/hcp-workspace";
import { clock } from "../clock";
import { retryPolicyFor } from "./retry-policy";
import type { ProcessContext } from "../process-context";

const prefix = "hcp:";
const defaultHost = "app.terraform.io";

/** Whether `--outputs` names a workspace of HCP Terraform and no file. */
export function isWorkspace(outputs: string): boolean {
  return outputs.startsWith(prefix);
}

/** The outputs of the workspace that `--outputs` names. @throws UsageError, UnreachableError */
export async function readWorkspace(outputs: string, context: ProcessContext): Promise<string> {
  const proxies = proxiesIn(context.env);
  const dependencies = {
    fetch: proxies ? fetchThrough(proxies) : globalThis.fetch,
    ...clock,
    signal: context.signal,
    retryPolicy: retryPolicyFor(context),
  };
  return workspaceOutputs(await findWorkspace(outputs, context), dependencies);
}

/** `hcp:[host/]organization/workspace`, with the token that Terraform itself would use. @throws UsageError */
export async function findWorkspace(outputs: string, { env }: ProcessContext): Promise<HcpWorkspace> {
  const parts = outputs.slice(prefix.length).split("/");
  const [workspace, organization, named] = parts.toReversed();
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => !/^[\w.:-]+$/.test(part))) {
    const message = `--outputs must be hcp:<organization>/<workspace> or hcp:<host>/<organization>/<workspace>, got "${outputs}"`;
    throw new UsageError("hcp-workspace-invalid", message);
  }
  const host = (named ?? env["TF_CLOUD_HOSTNAME"] ?? env["TFE_HOSTNAME"] ?? defaultHost).toLowerCase();
  return { host, organization: organization!, workspace: workspace!, ...(await findToken(host, env)) };
}

type Token = Pick<HcpWorkspace, "token" | "tokenFrom">;

async function findToken(host: string, env: ProcessContext["env"]): Promise<Token> {
  // Terraform's own rule for a host's variable.
  const variable = `TF_TOKEN_${host.replaceAll("-", "__").replace(/[.:]/g, "_")}`;
  const inEnvironment = env[variable];
  if (inEnvironment) return checked({ token: inEnvironment, tokenFrom: variable });
  const file = join(env["HOME"] ?? env["USERPROFILE"] ?? "", ".terraform.d", "credentials.tfrc.json");
  const inFile = await tokenInFile(file, host);
  if (inFile) return checked({ token: inFile, tokenFrom: file });
  const message = `no token found for ${host}; set ${variable}, or create one with \`terraform login${host === defaultHost ? "" : ` ${host}`}\``;
  throw new UsageError("hcp-no-token", message);
}

async function tokenInFile(file: string, host: string): Promise<string | undefined> {
  try {
    const { credentials } = JSON.parse(await readFile(file, "utf8")) as {
      readonly credentials?: Readonly<Record<string, { readonly token?: string }>>;
    };
    return credentials?.[host]?.token;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const message = `${file} is not a valid Terraform credentials file; recreate it with \`terraform login\``;
    // The cause could show a part of what the file holds.
    throw new UsageError("hcp-credentials-unreadable", message);
  }
}

/** What cannot be sent is found here: the error of the request would show it. */
function checked(found: Token): Token {
  const token = found.token.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return { ...found, token };
  throw new UsageError(
    "hcp-token-invalid",
    `the token from ${found.tokenFrom} must be one word without spaces`,
  );
}
