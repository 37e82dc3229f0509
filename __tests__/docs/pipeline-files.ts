import { parse, parseDocument } from "yaml";
import { blocks, readPage } from "./doc-page";
import type { LinkedProject } from "./linked-project";

/** A step of a job: a command, or an action of somebody's. */
export interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** What of a workflow the tests look at. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly needs?: string;
        readonly environment?: string;
        readonly permissions?: Readonly<Record<string, string>>;
        readonly steps: readonly Step[];
      }
    >
  >;
}

export const workflow = parse(readPage("docs/pipelines/github-actions.yml").text) as Workflow;

const readme = readPage("README.md");
const [tables, migration] = blocks(readme, "yaml");
const [main] = blocks(readme, "ts").filter(({ code }) => code.includes("synthesize(process)"));

/** The README's shop in one region, with a few rows, and with its AWS at an endpoint. */
export function writeShop(project: LinkedProject, provider: object): void {
  const file = parseDocument(tables?.code ?? "");
  file.setIn(["environments", "prod"], {
    provider,
    regions: { replicas: [] },
    tags: {},
  });
  project.write("tables.yaml", String(file));
  project.write("main.ts", main?.code ?? "");
  project.write("migration.yaml", migration?.code ?? "");
  const customers = [{ customerId: "c1", email: "c1@example.com" }];
  const orders = [
    { customer: { id: "c1" }, number: 1, total: 9.5, createdAt: 1_700_000_000, status: "paid" },
  ];
  project.write("data/customers.json", JSON.stringify({ customers }));
  project.write("data/orders.json", JSON.stringify(orders));
}

/** The commands of a block of a page, by the word behind its language. */
export function commands(path: string, title: string): string {
  const found = new RegExp(`^\`\`\`sh ${title}\\n(.*?)^\`\`\`$`, "ms").exec(readPage(path).text)?.[1];
  if (found === undefined) throw new Error(`${path} has no block "sh ${title}"`);
  return found;
}
