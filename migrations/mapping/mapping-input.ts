import { type CelScope, celScope, plainEnvironment, type Scope } from "./cel-scope";
import { inCelTypes, toCel } from "./cel-values";
import type { RowObject, RowValue } from "../items/row";

/** The second parameter of a migration file's functions. */
export interface MappingContext {
  /** The environment's variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The entity's name. */
  readonly entity: string;
  /** The element of `forEach` that an item is created for, and its index in the list, from 0. */
  readonly each?: RowValue;
  readonly index?: number;
}

/** A row, or one element of a list in it, that becomes an item. */
export class MappingInput {
  private made: CelScope | undefined;

  constructor(
    readonly row: RowObject,
    private readonly ofRow: MappingContext,
    /** The element of `forEach`, and its index. */
    readonly each?: RowValue,
    readonly index?: number,
    private readonly rowInput?: MappingInput,
    private readonly isEvaluated = false,
  ) {}

  /**
   * The same row with one of its elements.
   * @param isEvaluated whether an expression gave the element: functions then see its whole numbers as `bigint`
   */
  with(each: RowValue, index: number, isEvaluated: boolean): MappingInput {
    return new MappingInput(this.row, this.ofRow, each, index, this, isEvaluated);
  }

  /** The environment as a plain object. */
  get env(): Scope["env"] {
    return plainEnvironment(this.ofRow.env);
  }

  get entity(): string {
    return this.ofRow.entity;
  }

  /** The second parameter of a migration file's functions, for this row or element. */
  get context(): MappingContext {
    if (this.index === undefined) return this.ofRow;
    const each = this.isEvaluated ? inCelTypes(this.each) : this.each;
    return { ...this.ofRow, each, index: this.index };
  }

  /** The scope for CEL; created only if an expression needs it. */
  get scope(): CelScope {
    return (this.made ??= this.rowInput
      ? { ...this.rowInput.scope, each: toCel(this.each), index: toCel(this.index) }
      : celScope({ env: this.ofRow.env, entity: this.ofRow.entity, row: this.row }));
  }
}
