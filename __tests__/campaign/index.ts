import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import { play, type Played } from "./play";
import { drawSchedule } from "./schedule";

/**
 * `npm run faults -- --schedules 500 --seed 1 --jobs 2`: plays that many schedules, the first with that seed, and
 * ends with 1 if one of them did not come out as it must. A schedule is played again with `--schedules 1 --seed n`.
 */
async function main(): Promise<void> {
  if (process.argv.includes("--built")) process.env["BUILT_RUNNER"] = "1";
  const [schedules, first, jobs] = [option("schedules", 100), option("seed", 1), option("jobs", 2)];
  const found = await findDynamoDbLocal();
  if (!found.available) throw new Error(`DynamoDB Local is needed: ${found.why}`);
  const service = await found.part.start();
  const played: Played[] = [];
  let next = first;
  const worker = async () => {
    while (next < first + schedules) {
      played.push(told(await play(drawSchedule(next++), service.endpoint), schedules));
      if (played.length % 10 === 0 && played.length < schedules) summarize(played, schedules);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, worker));
  } finally {
    await service.stop();
  }
  summarize(played);
}

function told(one: Played, schedules: number): Played {
  if (one.violations.length > 0 || schedules === 1) {
    console.log(`seed ${one.seed}: ${one.violations.length} violations`);
    for (const line of [
      ...one.violations.map((what) => `  ! ${what}`),
      ...one.steps.map((step) => `    ${step}`),
    ])
      console.log(line);
  }
  return one;
}

/** @param of how many schedules are asked for, while some of them are still to be played */
function summarize(played: readonly Played[], of?: number): void {
  const sum = (count: (one: Played) => number) => played.reduce((all, one) => all + count(one), 0);
  const wrong = played.filter(({ violations }) => violations.length > 0);
  console.log(
    `${played.length}${of === undefined ? "" : ` of ${of}`} schedules, ${sum(({ processes }) => processes)} processes, ${sum(({ kills }) => kills)} of them ended on the way; ${wrong.length} schedules with violations${wrong.length > 0 ? `: ${wrong.map(({ seed }) => seed).join(", ")}` : ""}`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at === -1 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 0)
    throw new Error(`--${name}: expected a whole number, got ${process.argv[at + 1]}`);
  return value;
}

void main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
