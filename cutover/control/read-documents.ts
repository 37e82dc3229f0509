import { phasesOf } from "../phase";
import {
  type ControlEvent,
  controlEventKinds,
  type EntityControl,
  type EntityReport,
  type Freeze,
  type Gates,
  type ProcessReport,
  type Unverified,
} from "./control";
import { StoredDocument } from "./stored-document";

/** @throws ControlUnreachableError that names the member which is wrong */
export function readEntityControl(value: unknown, where: string): EntityControl {
  const stored = new StoredDocument(value, where);
  const mode = stored.oneOf("mode", ["follow", "dual"]);
  return {
    entity: stored.text("entity"),
    ...(stored.has("table") && { table: stored.text("table") }),
    revision: stored.whole("revision", 1),
    mode,
    phase: stored.oneOf("phase", phasesOf(mode)),
    epoch: stored.whole("epoch"),
    percent: stored.number("percent", 0, 100),
    allow: stored.texts("allow"),
    deny: stored.texts("deny"),
    salt: stored.text("salt"),
    compareSample: stored.number("compareSample", 0, 1),
    ...(stored.has("pollMilliseconds") && { pollMilliseconds: stored.number("pollMilliseconds", 1) }),
    ...(stored.has("freeze") && { freeze: readFreeze(stored.inside("freeze")) }),
    ...(stored.has("unverified") && { unverified: readUnverified(stored.inside("unverified")) }),
    gates: readGates(stored.inside("gates")),
  };
}

function readFreeze(stored: StoredDocument): Freeze {
  return {
    to: stored.oneOf("to", ["old", "new"]),
    by: stored.text("by"),
    maxMilliseconds: stored.number("maxMilliseconds", 1),
  };
}

function readUnverified(stored: StoredDocument): Unverified {
  return { reason: stored.text("reason"), at: stored.text("at") };
}

function readGates(stored: StoredDocument): Gates {
  return {
    maxErrorRate: stored.number("maxErrorRate", 0, 1),
    maxLatencyP99: stored.number("maxLatencyP99"),
    maxDifferences: stored.number("maxDifferences"),
    maxLedgerAge: stored.number("maxLedgerAge"),
  };
}

/** @throws ControlUnreachableError */
export function readProcessReport(value: unknown, where: string): ProcessReport {
  const stored = new StoredDocument(value, where);
  return {
    process: stored.text("process"),
    label: stored.text("label"),
    beats: stored.whole("beats"),
    ...(stored.has("at") && { at: stored.text("at") }),
    entities: stored.list("entities").map((entity) => readEntityReport(entity, where)),
  };
}

function readEntityReport(value: unknown, where: string): EntityReport {
  const stored = new StoredDocument(value, where);
  return {
    entity: stored.text("entity"),
    revision: stored.whole("revision"),
    writesInFlight: stored.whole("writesInFlight"),
    reads: readSides(stored.inside("reads")),
    writes: stored.whole("writes"),
    errors: readSides(stored.inside("errors")),
    latencyP99: readLatency(stored.inside("latencyP99")),
    compared: stored.whole("compared"),
    differences: stored.whole("differences"),
    dropped: stored.whole("dropped"),
  };
}

function readSides(stored: StoredDocument): { readonly old: number; readonly new: number } {
  return { old: stored.whole("old"), new: stored.whole("new") };
}

function readLatency(stored: StoredDocument): EntityReport["latencyP99"] {
  return {
    ...(stored.has("old") && { old: stored.number("old") }),
    ...(stored.has("new") && { new: stored.number("new") }),
  };
}

/** @throws ControlUnreachableError */
export function readControlEvent(value: unknown, where: string): ControlEvent {
  const stored = new StoredDocument(value, where);
  return {
    entity: stored.text("entity"),
    revision: stored.whole("revision", 1),
    at: stored.text("at"),
    by: stored.text("by"),
    change: stored.text("change"),
    ...(stored.has("kind") && { kind: stored.oneOf("kind", controlEventKinds) }),
  };
}
