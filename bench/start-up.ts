import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** What a user waits for before anything happens, beside what cannot be avoided. Needs `npm run build`. */
const dist = join(__dirname, "..", "dist");
const runs = 9;

interface Cost {
  readonly ms: number;
  readonly mb: number;
}

/** The median of several fresh processes. */
function cost(code: string): Cost {
  const script = `const t = performance.now(); ${code}; console.log(JSON.stringify({ ms: performance.now() - t, mb: process.memoryUsage().rss / 1e6 }))`;
  const measured = Array.from(
    { length: runs },
    () => JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" })) as Cost,
  );
  return measured.toSorted((a, b) => a.ms - b.ms)[runs >> 1] as Cost;
}

function wallMs(args: readonly string[]): number {
  const measured = Array.from({ length: runs }, () => {
    const began = performance.now();
    execFileSync(process.execPath, args, { stdio: "ignore" });
    return performance.now() - began;
  });
  return measured.toSorted((a, b) => a - b)[runs >> 1] as number;
}

const cdktf = cost(`require("cdktf")`);
const constructs = cost(`require(${JSON.stringify(join(dist, "constructs"))})`);
const cutover = cost(`require(${JSON.stringify(join(dist, "cutover"))})`);
const node = wallMs(["-e", "0"]);
const help = wallMs([join(dist, "migrations/cli/bin.js"), "--help"]);

console.log(`import of cdktf alone          ${cdktf.ms.toFixed(0)} ms, ${cdktf.mb.toFixed(0)} MB`);
console.log(
  `import of the constructs       ${constructs.ms.toFixed(0)} ms, ${constructs.mb.toFixed(0)} MB: ${(constructs.ms / cdktf.ms).toFixed(2)} × cdktf alone`,
);
console.log(`import of the cutover library  ${cutover.ms.toFixed(0)} ms, ${cutover.mb.toFixed(0)} MB`);
console.log(`node, doing nothing            ${node.toFixed(0)} ms`);
console.log(
  `dynamodb-migrate --help        ${help.toFixed(0)} ms: ${(help / node).toFixed(2)} × node doing nothing`,
);
