import { connectionRemedy, InterruptedError, messageOf, UnreachableError, UsageError } from "../errors";
import type { RetryPolicy } from "../dynamodb/client/retry-policy";
import { connectionError, ServiceError } from "../dynamodb/client/service-error";

/** A workspace of HCP Terraform, and what it is asked with. */
export interface HcpWorkspace {
  /** `app.terraform.io` */
  readonly host: string;
  readonly organization: string;
  readonly workspace: string;
  /** Sent to the host and nowhere else; in no message. */
  readonly token: string;
  /** For messages: where the token was found. */
  readonly tokenFrom: string;
}

/** Things from outside. */
export interface HcpDependencies {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal;
  /** How lost connections, throttling (429), timeouts (408) and errors of the service (5xx) are retried. */
  readonly retryPolicy: RetryPolicy;
}

/** A state is processed within seconds after an apply. */
const maxWaitMs = 60_000;
const firstWaitMs = 1000;
const requestTimeoutMs = 30_000;

interface Document {
  readonly data?: unknown;
  readonly meta?: { readonly pagination?: { readonly "next-page"?: number | null } };
}

interface Output {
  readonly id: string;
  readonly attributes: { readonly name: string; readonly sensitive: boolean; readonly value: unknown };
}

/**
 * The outputs of a workspace's current state, in the form of `terraform output -json`. Waits at most 1 minute for a
 * state that is being processed.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/state-version-outputs
 * @throws UsageError if the token, the organization or the workspace is wrong, or has no state
 * @throws UnreachableError if the host cannot be reached or does not respond in time
 */
export async function workspaceOutputs(
  workspace: HcpWorkspace,
  dependencies: HcpDependencies,
): Promise<string> {
  return new Reading(workspace, dependencies).outputs();
}

class Reading {
  private readonly until: number;

  constructor(
    private readonly workspace: HcpWorkspace,
    private readonly dependencies: HcpDependencies,
  ) {
    this.until = dependencies.now() + maxWaitMs;
  }

  async outputs(): Promise<string> {
    const id = await this.workspaceId();
    await this.waitForState(id);
    const outputs = await this.allOutputs(id);
    const entries = outputs.map(async (output) => [
      output.attributes.name,
      { sensitive: output.attributes.sensitive, value: await this.valueOf(output) },
    ]);
    return JSON.stringify(Object.fromEntries(await Promise.all(entries)));
  }

  private async workspaceId(): Promise<string> {
    const { organization, workspace, host } = this.workspace;
    const path = `organizations/${encodeURIComponent(organization)}`;
    const found = await this.get(`${path}/workspaces/${encodeURIComponent(workspace)}`);
    if (found) return (found.data as { id: string }).id;
    if (await this.get(path)) {
      const message = `organization ${organization} at ${host} has no workspace ${workspace}, or the token from ${this.workspace.tokenFrom} may not read it`;
      throw new UsageError("hcp-workspace-not-found", message);
    }
    const message = `${host} has no organization ${organization}, or the token from ${this.workspace.tokenFrom} may not read it`;
    throw new UsageError("hcp-organization-not-found", message);
  }

  private async waitForState(id: string): Promise<void> {
    for (let wait = firstWaitMs; ; wait *= 2) {
      const state = await this.get(`workspaces/${id}/current-state-version`);
      if (!state)
        throw new UsageError(
          "hcp-no-state",
          `${this.shown} has no state yet; apply it before the data is moved`,
        );
      const { attributes } = state.data as { attributes?: { "resources-processed"?: boolean } };
      if (attributes?.["resources-processed"] !== false) return;
      await this.wait(wait, "its state is still being processed");
    }
  }

  private async allOutputs(id: string): Promise<Output[]> {
    const outputs: Output[] = [];
    for (let page: number | null | undefined = 1; page;) {
      const path = `workspaces/${id}/current-state-version-outputs?page%5Bnumber%5D=${page}&page%5Bsize%5D=100`;
      const response: Document | undefined = await this.get(path);
      outputs.push(...((response?.data ?? []) as Output[]));
      page = response?.meta?.pagination?.["next-page"];
    }
    return outputs;
  }

  /** A list has no sensitive values; each is asked for by itself, if it is the one that matters. */
  private async valueOf({ id, attributes }: Output): Promise<unknown> {
    const { name, sensitive, value } = attributes;
    if (name !== "dynamodb_tables" || !sensitive || value !== null) return value;
    const response = await this.get(`state-version-outputs/${id}`);
    const own = (response?.data as Output | undefined)?.attributes.value ?? null;
    if (own !== null) return own;
    const message = `output ${name} of ${this.shown} is sensitive, and the token from ${this.workspace.tokenFrom} may not read it; take one that may read state, or save \`terraform output -json\` and name that file with --outputs`;
    throw new UsageError("hcp-output-sensitive", message);
  }

  private get shown(): string {
    return `workspace ${this.workspace.organization}/${this.workspace.workspace} at ${this.workspace.host}`;
  }

  /** `undefined` if it does not exist. */
  private async get(path: string): Promise<Document | undefined> {
    const response = await this.request(path);
    if (response.ok) return this.parsed(response);
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw this.refusal(response);
  }

  private async request(path: string): Promise<Response> {
    const { host } = this.workspace;
    const { signal, retryPolicy } = this.dependencies;
    try {
      return await retryPolicy.run(
        () => host,
        () => this.requestOnce(path),
        signal,
      );
    } catch (cause) {
      this.throwIfStopped();
      if (cause instanceof ServiceError && cause.details.response) throw this.busy(cause.message, cause);
      const message = `cannot reach ${host}: ${messageOf(cause)}${connectionRemedy(cause)}`;
      throw new UnreachableError("hcp-unreachable", message, { cause });
    }
  }

  /** @throws ServiceError if the same request may succeed later */
  private async requestOnce(path: string): Promise<Response> {
    const { host, token } = this.workspace;
    const { fetch, signal } = this.dependencies;
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    const response = await fetch(`${baseOf(host)}/api/v2/${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: "application/vnd.api+json" },
      // The token is for this host alone.
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    }).catch((cause: unknown) => {
      throw connectionError(firstCause(cause));
    });
    const failure = retryableFailure(response);
    if (!failure) return response;
    await response.body?.cancel();
    throw failure;
  }

  private async parsed(response: Response): Promise<Document> {
    const text = await response.text();
    try {
      return JSON.parse(text) as Document;
    } catch (cause) {
      const message = `${this.workspace.host} does not respond as HCP Terraform does (${text.slice(0, 60)}); is it the right host?`;
      throw new UnreachableError("hcp-unknown-answer", message, { cause });
    }
  }

  private refusal({ status, headers }: Response): Error {
    const { host, tokenFrom } = this.workspace;
    const location = headers.get("location");
    if (location !== null) {
      const message = `${host} redirects to ${location}; name that host, as in --outputs hcp:<host>/<organization>/<workspace>`;
      return new UsageError("hcp-redirected", message);
    }
    if (status === 401 || status === 403) {
      const message = `${host} does not take the token from ${tokenFrom} (${status}); make another with \`terraform login ${host}\``;
      return new UsageError("hcp-token-refused", message);
    }
    return new UnreachableError("hcp-unknown-answer", `${host} responds with ${status} for ${this.shown}`);
  }

  private async wait(ms: number, why: string): Promise<void> {
    if (this.dependencies.now() + ms > this.until) throw this.busy(why);
    await this.dependencies.sleep(ms, this.dependencies.signal);
    this.throwIfStopped();
  }

  private busy(why: string, cause?: ServiceError): UnreachableError {
    const message = `${this.shown} cannot be read, since ${why}; try again later`;
    return new UnreachableError("hcp-busy", message, { cause });
  }

  private throwIfStopped(): void {
    if (this.dependencies.signal?.aborted)
      throw new InterruptedError("interrupted before anything was started");
  }
}

/** A response whose request may succeed later; `undefined` for any other one. */
function retryableFailure({ status, headers }: Response): ServiceError | undefined {
  if (![408, 429].includes(status) && status < 500) return undefined;
  const retryAfterMs = Math.max(0, Number(headers.get("retry-after")) * 1000) || 0;
  const kind = status === 429 ? "throttled" : "transient";
  const details = { response: {}, retryAfterMs };
  return new ServiceError(kind, `HTTP ${status}`, `it responds with ${status}`, details);
}

/** `fetch` itself says no more than that it failed. */
function firstCause(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? firstCause(error.cause) : error;
}

/** A token goes out encrypted, or does not leave the machine. */
function baseOf(host: string): string {
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host) ? `http://${host}` : `https://${host}`;
}
