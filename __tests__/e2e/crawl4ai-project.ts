import { writeCrawl, type CrawlSize } from "../../examples/crawl4ai/generator/crawl-database";
import { MigratedExample } from "./migrated-example";

/** The Crawl4AI example with a cache. */
export class Crawl4AiProject extends MigratedExample {
  constructor(environment: NodeJS.ProcessEnv, size: CrawlSize) {
    super("crawl4ai", environment);
    writeCrawl(this.path("crawl4ai.db"), size, new Date());
  }
}
