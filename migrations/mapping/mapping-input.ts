import { type CelScope, celScope, type Scope } from "./expression";
import type { RowObject, RowValue } from "../items/row";

/** What a function of a migration file is given beside the row. */
export interface MappingContext {
  /** The environment's variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The entity's name. */
  readonly entity: string;
  /** The element of `forEach` that an item is made for, and its place in the list, from 0. */
  readonly each?: RowValue;
  readonly index?: number;
}

/** A row, and where there is one the element of it, that an item is made for. */
export class MappingInput {
  private made: CelScope | undefined;

  constructor(
    readonly row: RowObject,
    readonly context: MappingContext,
    private readonly rowScope?: MappingInput,
  ) {}

  /** The same row with one of its elements. */
  with(each: RowValue, index: number): MappingInput {
    return new MappingInput(this.row, { ...this.context, each, index }, this);
  }

  /** What expressions see; made when the first of them looks. */
  get scope(): CelScope {
    return (this.made ??= this.rowScope
      ? { ...this.rowScope.scope, ...elementScope(this.context) }
      : celScope({ ...(this.context as Scope), row: this.row }));
  }
}

function elementScope({ each, index }: MappingContext): CelScope {
  return celScope({ row: { each, index }, env: {}, entity: "" })["row"] as CelScope;
}
