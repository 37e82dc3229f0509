import { afterAll, beforeAll, expect, it } from "vitest";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import type { RunningEmulator } from "../emulators/emulator";
import { describeWith } from "../emulators/real-part";
import { play } from "./play";
import { drawSchedule } from "./schedule";

/** `npm run faults` plays as many as wanted. */
const seeds = [1, 2];

describeWith(
  "runs, rollbacks, backups and restores that are ended on the way",
  findDynamoDbLocal,
  (local) => {
    let service: RunningEmulator;
    beforeAll(async () => void (service = await local.start()));
    afterAll(() => service.stop());

    it.each(seeds)(
      "come out as the rows and the policy say (seed %i)",
      async (seed) => {
        const { violations, steps } = await play(drawSchedule(seed), service.endpoint);
        expect(violations, steps.join("\n")).toEqual([]);
      },
      240_000,
    );
  },
);
