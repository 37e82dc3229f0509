export type { EngineName } from "./engine";
export type { LocalState } from "./local-state";
export type { MadeTable } from "./make-tables";
export { type LocalDynamo, type LocalSettings, startLocal } from "./start-local";
export { stopLocal, type StoppedLocal, type StopLocalSettings } from "./stop-local";
