import { settled } from "../memory/fake-clock";
import { circumstances } from "./circumstances";
import { Operator } from "./operator";
import { SimulatedProcess } from "./simulated-process";
import { noFaults } from "./simulated-network";
import { Simulation } from "./simulation";
import { type Mutations, World } from "./world";

/** What happened in a schedule. */
export interface Outcome {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly steps: number;
  readonly acknowledged: number;
  /** Changes of the authority that came about. */
  readonly epochs: number;
  readonly phase: string;
}

/**
 * One history of three processes, an operator who moves the entity forward and back, and faults: refused, lost and late
 * requests, processes that end or do not run for a while. Afterwards all requests arrive, the ledger is settled, and the
 * stores are compared.
 */
export async function playSchedule(seed: number, mutations: Mutations = {}): Promise<Outcome> {
  // Virtual time leaves no turn to anything else in this process.
  await settled();
  const simulation = new Simulation(seed);
  const around = circumstances(simulation);
  const world = new World(simulation, around.mode, around.phase, mutations);
  if (around.hasTables) world.fillTables();
  world.faults = around.faults;
  world.ledgerFaults = around.ledgerFaults;
  const processes = [1, 2, 3].map(
    (number) =>
      new SimulatedProcess(`p${number}`, world, {
        pollMs: around.pollMs,
        sleeps: around.hasSleeper && number === 1,
      }),
  );
  const operator = new Operator(world, around.habits);
  for (const process of processes) process.start(1 + Math.floor(simulation.random() * 2), 10);
  let isDone = false;
  void operator.operate(6 + Math.floor(simulation.random() * 6)).then(() => {
    isDone = true;
    for (const process of processes) process.wake();
  });
  void operator.follow();
  disturb(simulation, processes);
  await simulation.until(() => isDone && processes.every(({ isIdle }) => isIdle), 4 * 3_600_000);
  world.faults = world.ledgerFaults = noFaults;
  let isAtRest = false;
  void operator.rest().then(() => (isAtRest = true));
  await simulation.until(() => isAtRest, 4 * 3_600_000);
  await simulation.pass(20_000);
  return {
    seed,
    violations: world.check(),
    steps: simulation.steps,
    acknowledged: world.history.acknowledged,
    epochs: world.present.epoch - 1,
    phase: world.present.phase,
  };
}

/** Lets some processes end, and some not run for a while. */
function disturb(simulation: Simulation, processes: readonly SimulatedProcess[]): void {
  for (const process of processes) {
    if (simulation.chance(0.3))
      simulation.later(simulation.between(0, 60_000), () => {
        process.isAlive = false;
      });
    if (simulation.chance(0.3))
      simulation.later(simulation.between(0, 60_000), () => {
        process.stalledUntil = simulation.now + simulation.between(1000, 90_000);
      });
  }
}
