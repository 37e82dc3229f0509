import type { TimelinePoint } from "../run-store/timeline/timeline-point";
import type { RunnerErrorKind } from "../errors";
import type { KnownAccess } from "../dynamodb/client/known-access";
import type { Tally } from "../pipeline/read/tally";
import type { NamedDataFile } from "../table-files/export/export-folder";
import type { WorkerTask } from "./worker-task";

/** An error that a worker hands to the process that started it. */
export interface SentError {
  readonly kind: RunnerErrorKind;
  readonly code: string;
  readonly message: string;
}

/** What a worker that does tasks says of them. */
export type TaskMessage =
  | { readonly kind: "ready" }
  | {
      readonly kind: "task-done";
      readonly task: number;
      /** Of the rows that were read. */
      readonly tally?: Tally;
      /** Items of the table that are not compared. */
      readonly others?: number;
      /** That were written. */
      readonly dataFiles?: readonly NamedDataFile[];
      /** That were written as lines of a JSON file. */
      readonly items?: number;
    }
  | { readonly kind: "task-failed"; readonly task: number; readonly error: SentError };

/** What a worker tells the process that started it. */
export type WorkerMessage =
  | {
      readonly kind: "progress";
      readonly shard: string;
      readonly rows: number;
      readonly total?: number | undefined;
    }
  | { readonly kind: "retried"; readonly reason: string; readonly items: number }
  | { readonly kind: "noted"; readonly message: string }
  | { readonly kind: "point"; readonly point: TimelinePoint }
  | {
      readonly kind: "failed";
      /** The shard whose source failed; absent if the worker cannot continue. */
      readonly shard?: string;
      readonly error: SentError;
    }
  | TaskMessage;

/** The access to the tables that a process has found, for its workers. */
export interface SharedAccess extends KnownAccess {
  /** Where it leads, as `ItemConnection` names it. */
  readonly place: string;
  readonly region: string;
}

/**
 * What a worker is told by the process that started it: how the tables are reached, to stop, not to take a shard, to do
 * a task or to end it.
 */
export type ParentMessage =
  | { readonly kind: "access"; readonly access: SharedAccess }
  | { readonly kind: "stop" }
  | { readonly kind: "skip"; readonly shard: string }
  | { readonly kind: "task"; readonly task: WorkerTask }
  | { readonly kind: "cancel"; readonly task: number };

/** What the process that started a worker hears of it. */
export interface WorkerEvents {
  readonly onMessage: (message: WorkerMessage) => void;
  /** A line that it printed on standard error. */
  readonly onLine: (line: string) => void;
  /** It has exited: with a code, or because of a signal. */
  readonly onExit: (code: number | null, signal: string | null) => void;
}

/** A process that was started as a worker. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  send(message: ParentMessage): void;
  /** Ends it at once. */
  kill(): void;
}

/** Starts a worker. @param args its command line */
export type StartWorker = (args: readonly string[], events: WorkerEvents) => WorkerProcess;

/** The process that started this one as a worker. */
export interface WorkerParent {
  send(message: WorkerMessage): void;
  /** Takes what the parent says from now on. */
  onMessage(take: (message: ParentMessage) => void): void;
  /** How the tables are reached, if it has said so. */
  access?(): SharedAccess | undefined;
  /** Whether it has exited. */
  isGone(): boolean;
}
