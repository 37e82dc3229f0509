import type { CopyTask } from "./copy-task";
import type { VerifyTask } from "./verify-task";

/** A part of a work that one worker process does. */
export type WorkerTask = VerifyTask | CopyTask;
