/** A tables.yaml that is wrong, and all that is said of it. */
export interface WrongFile {
  readonly when: string;
  readonly text: string;
  /** Settings for on the command line. */
  readonly environment?: string;
  readonly message: readonly string[];
}
