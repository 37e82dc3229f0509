import { TokenType } from "@streamparser/json";

type Container = "list" | "object";

/** The kind of the value at the path of the rows. */
export type Found = Container | "scalar" | undefined;

/** Keys of the outermost object that are kept for messages. */
const maxTopKeys = 100;

interface Frame {
  readonly kind: Container;
  key: string | undefined;
  expectsKey: boolean;
  /** Whether it has had the key that the path goes through. */
  hasPathKey: boolean;
}

/** Thrown for a document that is not as it should be; the message says what was expected and what came. */
export class JsonShapeError extends Error {}

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
      if (frame.key === this.path[this.stack.length - 1]) this.enter(frame);
      if (this.stack.length === 1 && this.topKeys.length < maxTopKeys) this.topKeys.push(frame.key);
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

  /** Whether the list at the path is the innermost that is open. */
  get isInRows(): boolean {
    return (
      this.stack.length === this.path.length + 1 && this.isOnPath() && this.stack.at(-1)?.kind === "list"
    );
  }

  /** @throws JsonShapeError for a name on the path that occurs again: the rows of the first may be written by now */
  private enter(frame: Frame): void {
    if (!this.isOnPath(this.stack.length)) return;
    if (frame.hasPathKey)
      throw new JsonShapeError(
        `has ${JSON.stringify(frame.key)} twice in the same object, on the way to ${["$", ...this.path].join(".")}; rename or remove one of them`,
      );
    frame.hasPathKey = true;
  }

  private isOnPath(depth = this.path.length): boolean {
    for (let at = 0; at < depth; at++) if (this.stack[at]?.key !== this.path[at]) return false;
    return true;
  }

  private open(kind: Container): void {
    this.note(kind);
    this.stack.push({ kind, key: undefined, expectsKey: kind === "object", hasPathKey: false });
  }

  private note(kind: Exclude<Found, undefined>): void {
    if (this.stack.length === this.path.length && this.isOnPath()) this.found = kind;
  }
}
