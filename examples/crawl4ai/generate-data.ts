import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fullSize, writeCrawl } from "./generator/crawl-database";

// npx tsx examples/crawl4ai/generate-data.ts [--to <folder>]
//
// Makes crawl4ai.db, a cache of made-up pages and sessions in the form of Crawl4AI's own, of the last 28 days.
const { values } = parseArgs({ options: { to: { type: "string", default: __dirname } } });
const path = join(values.to, "crawl4ai.db");
rmSync(path, { force: true });
writeCrawl(path, fullSize, new Date());
