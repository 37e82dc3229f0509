import type { Clock } from "../clock";
import type { EntityControl } from "../control/control";
import { FrozenError, StaleControlError } from "../errors";
import { authorityIn, type Side } from "../phase";
import { keepAlive } from "../keep-alive";
import type { ControlPoller } from "../process/control-poller";
import type { LiveEntity } from "./live-entity";

/** What writes wait for, and what they are counted by. */
export interface AdmissionSettings {
  readonly clock: Clock;
  readonly poller: ControlPoller;
  readonly freezeWaitMilliseconds: number;
  /** Lifts a freeze that has lasted longer than it may. */
  readonly thaw: (entity: LiveEntity) => Promise<void>;
}

/** A write in flight of one entity, and the control that it acts by. */
export class Admission {
  private isEnded = false;

  constructor(
    readonly entity: LiveEntity,
    readonly control: EntityControl,
    private readonly poller: ControlPoller,
  ) {
    entity.inFlight.start(control.revision);
  }

  get authority(): Side {
    return authorityIn(this.control.phase);
  }

  /** Whether the process may still write by {@link control}. To be asked right before each write. */
  get isValid(): boolean {
    return this.poller.lease.isValid && this.entity.control.epoch === this.control.epoch;
  }

  /** The write and its copy have ended. */
  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    const { inFlight, control } = this.entity;
    inFlight.end(this.control.revision);
    if (control.freeze && inFlight.count === 0) this.poller.reportNow();
  }
}

/**
 * Waits until the process knows the control and no flip freezes the entities, and counts a write of each as in flight.
 *
 * @throws StaleControlError, FrozenError
 */
export async function admit(
  settings: AdmissionSettings,
  entities: readonly LiveEntity[],
): Promise<readonly Admission[]> {
  const { clock, poller, freezeWaitMilliseconds } = settings;
  let started: number | undefined;
  for (;;) {
    if (!poller.lease.isValid) await keepAlive(poller.renew());
    const frozen = entities.find(({ control }) => control.freeze);
    if (!frozen) return entities.map((entity) => new Admission(entity, entity.control, poller));
    started ??= clock.now();
    const left = started + freezeWaitMilliseconds - clock.now();
    if (left <= 0) throw frozenError(frozen);
    await keepAlive(waitForThaw(settings, frozen, left));
  }
}

async function waitForThaw(
  { clock, poller, thaw }: AdmissionSettings,
  entity: LiveEntity,
  milliseconds: number,
): Promise<void> {
  const { freeze } = entity.control;
  const lasted = clock.now() - (entity.frozenAt ?? clock.now());
  const left = (freeze?.maxMilliseconds ?? 0) - lasted;
  if (left <= 0) await thaw(entity);
  else await poller.changed(Math.min(milliseconds, left));
}

function frozenError({ name, control }: LiveEntity): FrozenError {
  return new FrozenError(
    `a flip of ${name} to the ${control.freeze?.to} store is under way, and its writes are frozen; retry`,
  );
}

/** @throws StaleControlError if the control has changed under a write */
export function assertValid(admission: Admission): void {
  if (admission.isValid) return;
  throw new StaleControlError(
    `the authority of ${admission.entity.name} may have changed while the write was under way; retry`,
  );
}
