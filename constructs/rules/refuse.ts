import type { IConstruct } from "constructs";
import { requireOwnApp } from "../framework/own-app";
import type { Violation } from "./violation";

/** An error that lists every rule that a construct's props break. */
export interface RefusedError extends Error {
  readonly violations: readonly Violation[];
}

/**
 * Refuses invalid props. Every construct calls it first, so that it also refuses an app of the other framework.
 *
 * @throws Error with one line per violation, and the violations themselves as the property `violations`
 */
export function refuse(kind: string, scope: IConstruct, id: string, violations: readonly Violation[]): void {
  requireOwnApp(kind, scope);
  if (violations.length === 0) return;
  const subject = `${kind} "${[scope.node.path, id].filter(Boolean).join("/")}"`;
  const lines = violations.map(
    ({ path, message }) => `${[subject, path.join(".")].filter(Boolean).join(" ")}: ${message}`,
  );
  throw Object.assign(new Error(lines.join("\n")), { violations });
}

/** Whether an error lists the rules that a construct's props break. */
export function isRefused(error: unknown): error is RefusedError {
  return error instanceof Error && "violations" in error && Array.isArray(error.violations);
}
