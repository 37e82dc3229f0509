import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An output as the API lists it. */
export interface ListedOutput {
  readonly name: string;
  readonly value: unknown;
  readonly sensitive?: boolean;
}

/** How the server answers; what is left out is as it is when all is well. */
export interface HcpAnswers {
  readonly outputs?: readonly ListedOutput[];
  /** Times that the state is still being processed. */
  processing?: number;
  /** Statuses that the next requests are answered with, before all others. */
  readonly failing?: {
    readonly status: number;
    readonly headers?: Record<string, string>;
    /** In place of a JSON document. */
    readonly text?: string;
  }[];
  readonly hasState?: boolean;
  readonly mayReadSensitive?: boolean;
  /** Outputs a page; the API's own most is 100. */
  readonly pageSize?: number;
}

export const hcpToken = "abc.atlasv1.def";

/** A part of HCP Terraform's API, as it is documented: organization `acme` with the workspace `forum`. */
export class HcpTerraform {
  readonly requests: string[] = [];
  answers: HcpAnswers = {};
  private readonly server = createServer((request, response) => this.answer(request, response));

  static async start(): Promise<HcpTerraform> {
    const hcp = new HcpTerraform();
    await new Promise<void>((resolve) => hcp.server.listen(0, "127.0.0.1", resolve));
    return hcp;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "", "http://hcp");
    this.requests.push(url.pathname);
    const failure = this.answers.failing?.shift();
    if (failure?.text !== undefined) return void response.writeHead(failure.status).end(failure.text);
    if (failure) return send(response, failure.status, { errors: [] }, failure.headers);
    if (request.headers.authorization !== `Bearer ${hcpToken}`)
      return send(response, 401, { errors: [{ status: "401", title: "unauthorized" }] });
    const body = this.find(url);
    if (body) send(response, 200, body);
    else send(response, 404, { errors: [{ status: "404", title: "not found" }] });
  }

  private find(url: URL): object | undefined {
    const { outputs = [], hasState = true } = this.answers;
    switch (url.pathname.replace("/api/v2/", "")) {
      case "organizations/acme":
        return { data: { id: "acme", type: "organizations" } };
      case "organizations/acme/workspaces/forum":
        return { data: { id: "ws-1", type: "workspaces" } };
      case "workspaces/ws-1/current-state-version":
        return hasState ? this.state() : undefined;
      case "workspaces/ws-1/current-state-version-outputs":
        return this.page(Number(url.searchParams.get("page[number]")));
      default:
        return outputs
          .map((output, index) => ({ data: listed(output, index, this.answers.mayReadSensitive ?? true) }))
          .find(({ data }) => url.pathname === `/api/v2/state-version-outputs/${data.id}`);
    }
  }

  private state(): object {
    const left = this.answers.processing ?? 0;
    this.answers.processing = left - 1;
    return { data: { id: "sv-1", type: "state-versions", attributes: { "resources-processed": left <= 0 } } };
  }

  private page(number: number): object {
    const { outputs = [], pageSize = 100 } = this.answers;
    const pages = Math.max(1, Math.ceil(outputs.length / pageSize));
    const all = outputs.map((output, index) => listed(output, index, false));
    return {
      data: all.slice((number - 1) * pageSize, number * pageSize),
      meta: {
        pagination: {
          "current-page": number,
          "next-page": number < pages ? number + 1 : null,
          "total-pages": pages,
        },
      },
    };
  }
}

function listed({ name, value, sensitive = false }: ListedOutput, index: number, isShown: boolean) {
  const shown = sensitive && !isShown ? null : value;
  return {
    id: `wsout-${index}`,
    type: "state-version-outputs",
    attributes: { name, sensitive, value: shown },
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/vnd.api+json", ...headers });
  response.end(JSON.stringify(body));
}
