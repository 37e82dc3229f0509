import type { Network } from "../memory/network";
import type { Actor, Simulation } from "./simulation";

/** Probabilities of faults per request, 0 to 1. */
export interface Faults {
  /** Refused: not handled, and the sender knows. */
  readonly refused: number;
  /** Handled, and the response is lost. */
  readonly responseLost: number;
  /** The sender gives up; the request is handled later. */
  readonly late: number;
  /** A write is handled late, and the sender waits for its response. */
  readonly slow: number;
}

export const noFaults: Faults = { refused: 0, responseLost: 0, late: 0, slow: 0 };

/** Settings of {@link simulatedNetwork}. */
export interface NetworkSettings {
  readonly simulation: Simulation;
  readonly actor: Actor;
  readonly faults: () => Faults;
  /** How late a late request may be handled, in milliseconds. */
  readonly maxLateness: () => number;
  /** Sees each request when it is sent. */
  readonly onSend?: (request: string) => void;
}

const timeout = 1000;
/** Shorter than the lease for which a write without a response counts as in flight. Milliseconds. */
const maxSlowness = 25_000;
/** Requests that cannot fail. */
const isPolled = /^(read control|read reports|report)/;

/** Requests of a process: each is handled, and its response arrives, at moments that the simulation selects. */
export function simulatedNetwork(settings: NetworkSettings): Network {
  const { simulation, actor, faults, maxLateness, onSend } = settings;
  const delay = () => (simulation.chance(0.85) ? 0 : simulation.between(0, 200));
  return <Result>(request: string, handle: () => Result) =>
    new Promise<Result>((resolve, reject) => {
      onSend?.(request);
      const { refused, responseLost, late, slow } = faults();
      const draw = simulation.random();
      const respond = (run: () => void, after = delay()) => simulation.add(actor, after, run);
      if (draw < refused) {
        respond(() => {
          reject(Object.assign(new Error(`refused: ${request}`), { $metadata: { httpStatusCode: 400 } }));
        });
      } else if (draw < refused + responseLost + late) {
        const isLate = draw >= refused + responseLost;
        const arrival = isLate ? simulation.between(timeout, maxLateness()) : delay();
        simulation.add(actor, arrival, () => void attempt(handle), true);
        respond(() => {
          reject(new Error(`no response: ${request}`));
        }, timeout);
      } else {
        const handled = () => {
          const outcome = attempt(handle);
          respond(() => {
            if ("error" in outcome) reject(outcome.error);
            else resolve(outcome.result);
          });
        };
        if (isPolled.test(request) && simulation.chance(0.85)) {
          // Nothing else happens between its handling and its response: most of a schedule is such requests.
          simulation.add(actor, delay(), () => {
            resolve(handle());
          });
          return;
        }
        const isSlow = /^(write|change) (old|new)/.test(request) && simulation.chance(slow);
        simulation.add(actor, isSlow ? simulation.between(timeout, maxSlowness) : delay(), handled, true);
      }
    });
}

function attempt<Result>(handle: () => Result): { result: Result } | { error: Error } {
  try {
    return { result: handle() };
  } catch (error) {
    return { error: error as Error };
  }
}
