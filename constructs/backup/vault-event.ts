/**
 * Events of a vault that are published to a topic. A backup job completes whether it succeeded or failed; the message's
 * attribute `State` says which.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-notifications.html
 */
export type VaultEvent =
  | "backup-job-started"
  | "backup-job-completed"
  | "copy-job-started"
  | "copy-job-successful"
  | "copy-job-failed"
  | "restore-job-started"
  | "restore-job-completed"
  | "recovery-point-modified";

/** The name that the provider has for an event: `COPY_JOB_FAILED`. */
export function vaultEventName(event: VaultEvent): string {
  return event.toUpperCase().replaceAll("-", "_");
}
