import { type KeyCursor, type KeyRun, KeyRunWriter } from "./key-run";
import type { Scratch, ScratchFile } from "./scratch";

/** Makes one run of two that have no digest in common, as much at a time as is wanted. */
export class KeyMerge {
  private readonly file: ScratchFile;
  private readonly writer: KeyRunWriter;
  private readonly left: KeyCursor;
  private readonly right: KeyCursor;
  private hasLeft: boolean;
  private hasRight: boolean;

  constructor(
    private readonly one: KeyRun,
    private readonly other: KeyRun,
    readonly scratch: Scratch,
  ) {
    this.file = scratch.create();
    this.writer = new KeyRunWriter(this.file, one.size + other.size);
    this.left = one.cursor();
    this.right = other.cursor();
    this.hasLeft = this.left.next();
    this.hasRight = this.right.next();
  }

  /** Merges the given number of further digests. Returns the run once it is complete, and closes both inputs. */
  advance(digests: number): KeyRun | undefined {
    const { left, right, writer } = this;
    for (let count = 0; count < digests; count++) {
      if (!this.hasLeft && !this.hasRight) return this.finish();
      const isLeft = this.hasLeft && (!this.hasRight || comesBefore(left, right));
      const { a, b, c } = isLeft ? left : right;
      writer.push(a, b, c);
      if (isLeft) this.hasLeft = left.next();
      else this.hasRight = right.next();
    }
    return undefined;
  }

  /** Lets go of what is half done; the two runs remain. */
  close(): void {
    this.file.close();
  }

  private finish(): KeyRun {
    this.one.close();
    this.other.close();
    return this.writer.finish();
  }
}

function comesBefore(left: KeyCursor, right: KeyCursor): boolean {
  return (left.a - right.a || left.b - right.b || left.c - right.c) < 0;
}
