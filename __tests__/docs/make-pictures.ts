/**
 * Makes the README's pictures from a real run: `npx tsx __tests__/docs/make-pictures.ts`. Needs Chromium and an embedded
 * engine (Java 17, or dynalite).
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "../emulators/chromium";
import { repository } from "./doc-page";
import { LinkedProject } from "./linked-project";

const pictures = join(repository, "docs", "pictures");
const commands = ["plan --local", "run --local", "verify --local"];

const tables = `
service: shop
environment: dev
regions: { primary: us-east-1 }
tables:
  customers: { partitionKey: customerId, indexes: { EmailIndex: { partitionKey: email } } }
  orders: { partitionKey: customerId, sortKey: orderId }
`;

const migration = `
name: shop
source: { json: data }
entities:
  customer: { from: { file: customers.json }, to: customers }
  order: { from: { file: orders.json }, to: orders }
`;

/** What the commands print, as a terminal shows it. */
async function transcript(project: LinkedProject): Promise<string> {
  const shown: string[] = [];
  for (const command of commands) {
    const { text } = await project.run(`node_modules/.bin/dynamodb-migrate ${command} || true`);
    shown.push(`$ npx dynamodb-migrate ${command}\n${text}`);
  }
  return shown.join("\n");
}

function terminalPage(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#1e1e1e"><pre style="margin:0;padding:16px;
    color:#ddd;font:13px/1.4 monospace">${escaped}</pre>`;
}

function fill(project: LinkedProject): void {
  project.write("tables.yaml", tables);
  project.write("main.ts", 'import { synthesize } from "cdktf-dynamodb/stacks";\nsynthesize(process);\n');
  project.write("migration.yaml", migration);
  const ids = Array.from({ length: 20_000 }, (_, index) => index);
  const customers = ids.map((id) => ({ customerId: `c${id}`, email: `c${id}@example.com` }));
  const orders = ids.map((id) =>
    id % 7000 === 9 ? { orderId: "o1" } : { customerId: `c${id}`, orderId: "o1", total: id },
  );
  project.write("data/customers.json", JSON.stringify(customers));
  project.write("data/orders.json", JSON.stringify(orders));
}

async function main(): Promise<void> {
  const chromium = await findChromium();
  if (!chromium.available) throw new Error(chromium.why);
  const project = new LinkedProject(process.env);
  const browser = await chromium.part.launch();
  try {
    fill(project);
    const up = await project.run(
      "node_modules/.bin/tsx main.ts && node_modules/.bin/dynamodb-migrate local up --engine dynalite",
    );
    if (up.code !== 0) throw new Error(up.text);
    const text = await transcript(project);
    await project.run("node_modules/.bin/dynamodb-migrate report --output report.html");
    mkdirSync(pictures, { recursive: true });
    const page = await browser.newPage({ viewport: { width: 980, height: 700 } });
    await page.setContent(terminalPage(text));
    await page.screenshot({ path: join(pictures, "terminal.png"), fullPage: true });
    await page.setContent(readFileSync(project.path("report.html"), "utf8"));
    await page.screenshot({ path: join(pictures, "report.png") });
  } finally {
    await browser.close();
    await project.run("node_modules/.bin/dynamodb-migrate local down");
    project.remove();
  }
}

void main();
