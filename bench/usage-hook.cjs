const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { isMainThread } = require("node:worker_threads");

// When the process exits, writes its peak memory in MB to a file named after its id in the folder BENCH_USAGE.
if (isMainThread)
  process.on("exit", () => {
    const peakMb = process.resourceUsage().maxRSS / 1024;
    writeFileSync(join(process.env.BENCH_USAGE, String(process.pid)), String(peakMb));
  });
