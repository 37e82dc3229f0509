import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Figure, Part } from "./figure";
import { cutoverCost } from "./cutover";
import { besideAnApplication } from "./following/application";
import { largeTransaction } from "./following/large-transaction";
import { followLag } from "./following/lag";
import { unchangedSync } from "./following/unchanged-sync";
import { parseOptions, selected } from "./options";
import { profile } from "./profiling";
import { rate } from "./rate";
import { rateByWorkers } from "./rate-by-workers";
import { rollingBack } from "./rolling-back";
import { againstBotoLocal } from "./running/against-boto-local";
import { againstScripts } from "./running/against-scripts";
import { readsBeforeWrites } from "./running/reads-before-writes";
import { verifying } from "./verifying";
import { workers } from "./workers";
import { againstLocal } from "./writing/against-local";
import { killed } from "./writing/killed";
import { memory } from "./writing/memory";

// The SDK's notice of when its later versions leave this Node behind would stand above the figures.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/** Programs that print their own figures. */
const program = (file: string) => (): Promise<Figure[]> => {
  spawnSync(process.execPath, ["--import", "tsx", join(__dirname, file)], { stdio: "inherit" });
  return Promise.resolve([]);
};

const parts: readonly Part[] = [
  { name: "start-up", measure: program("start-up.ts") },
  { name: "synth", measure: program("synth/index.ts") },
  { name: "run", measure: againstScripts },
  { name: "reads", measure: readsBeforeWrites },
  { name: "run-local", measure: againstBotoLocal },
  { name: "local", measure: againstLocal },
  { name: "verify", measure: verifying },
  { name: "rollback", measure: rollingBack },
  { name: "follow", measure: followLag },
  { name: "follow-writers", measure: besideAnApplication },
  { name: "cutover", measure: cutoverCost },
  { name: "rate", measure: rate },
  { name: "rate-workers", measure: rateByWorkers },
  { name: "killed", measure: killed },
  { name: "workers", measure: workers },
  { name: "profile", isLong: true, measure: profile },
  { name: "memory", isLong: true, measure: memory },
  { name: "follow-memory", isLong: true, measure: largeTransaction },
  { name: "sync", isLong: true, measure: unchangedSync },
];

/** `npm run bench`, or `npm run bench -- --only run,verify --rows 100000 --repeat 3`. */
async function bench(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const wanted = options.only
    ? selected("--only", parts, options.only)
    : parts.filter(({ isLong }) => !isLong);
  const figures: Figure[] = [];
  for (const { measure } of wanted) figures.push(...(await measure(options)));
  print(figures);
}

function print(figures: readonly Figure[]): void {
  if (figures.length === 0) return;
  const lines = [
    ["what", "figure", "ratio"],
    ["---", "---", "---"],
  ];
  lines.push(...figures.map(({ what, figure, ratio = "" }) => [what, figure, ratio]));
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  for (const line of lines) {
    const cells = line.map((cell, column) => cell.padEnd(widths[column] ?? 0, cell === "---" ? "-" : " "));
    console.log(`| ${cells.join(" | ")} |`);
  }
}

void bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
