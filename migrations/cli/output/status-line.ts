/** Moves to the start of the line and clears it. Nothing is turned off that a killed process could not turn on again. */
const clearLine = "\r\u001b[K";

/** A terminal's output. */
export interface ScreenOutput {
  readonly write: (text: string) => unknown;
  /** Its present width. */
  readonly columns?: number;
}

/**
 * The last line of a terminal, which is replaced in place while other lines are printed above it. It is never wider
 * than the terminal, so that it never wraps; the cursor stays visible.
 */
export class StatusLine {
  private shown = "";

  constructor(private readonly output: ScreenOutput) {}

  /** Replaces the line; `""` removes it. */
  show(line: string): void {
    const fitting = cut(line, (this.output.columns ?? 80) - 1);
    if (fitting === this.shown) return;
    this.shown = fitting;
    this.output.write(`${clearLine}${fitting}`);
  }

  /** Prints text for good, above the line. */
  print(text: string): void {
    const { shown } = this;
    this.output.write(shown === "" ? `${text}\n` : `${clearLine}${text}\n${shown}`);
  }
}

/** Cuts a line to a width; characters that may be two columns wide are counted as such. */
function cut(line: string, columns: number): string {
  let width = 0;
  let kept = "";
  for (const character of line) {
    width += (character.codePointAt(0) as number) >= 0x1100 && !/[\u2000-\u27ff]/.test(character) ? 2 : 1;
    if (width > columns) break;
    kept += character;
  }
  return kept;
}
