import type { Used } from "./child";

/** Does something once, and prints what it took as JSON; what the process needed to begin is not counted. */
export async function measured(work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const used: Used = {
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(used));
}
