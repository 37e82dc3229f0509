/** Something to do about a run, and the command for it. */
export interface NextStep {
  readonly text: string;
  readonly command?: string;
}
