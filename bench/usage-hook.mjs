import { writeFileSync } from "node:fs";

// Writes what the process took to the file that BENCH_USAGE names, when it ends.
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = {
    seconds: process.uptime(),
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMb: maxRSS / 1024,
  };
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
});
