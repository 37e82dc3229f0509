import { TokenType } from "@streamparser/json";

type Container = "list" | "object";

/** What stands at the path that rows are wanted from. */
export type Found = Container | "scalar" | undefined;

interface Frame {
  readonly kind: Container;
  key: string | undefined;
  expectsKey: boolean;
}

/** Watches the tokens of a JSON document go by, to tell what stands at one path, and what the document holds instead. */
export class JsonPathWatcher {
  found: Found;
  /** The keys of the outermost object, for error messages. */
  readonly topKeys: string[] = [];
  private readonly stack: Frame[] = [];

  constructor(private readonly path: readonly string[]) {}

  /** Takes the document's next token. */
  see(token: TokenType, value: unknown): void {
    const frame = this.stack.at(-1);
    if (frame?.expectsKey && token === TokenType.STRING) {
      frame.key = String(value);
      frame.expectsKey = false;
      if (this.stack.length === 1) this.topKeys.push(frame.key);
    } else if (token === TokenType.COMMA) {
      if (frame?.kind === "object") frame.expectsKey = true;
    } else if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
      this.open(token === TokenType.LEFT_BRACE ? "object" : "list");
    } else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) {
      this.stack.pop();
    } else if (token !== TokenType.COLON) {
      this.note("scalar");
    }
  }

  private open(kind: Container): void {
    this.note(kind);
    this.stack.push({ kind, key: undefined, expectsKey: kind === "object" });
  }

  private note(kind: Exclude<Found, undefined>): void {
    if (
      this.stack.length === this.path.length &&
      this.stack.every((frame, depth) => frame.key === this.path[depth])
    ) {
      this.found = kind;
    }
  }
}
