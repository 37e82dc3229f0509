import { toCel } from "./cel-values";
import type { RowObject } from "../items/row";

/** The variables of an expression. */
export interface Scope {
  readonly row: RowObject;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The entity's name. */
  readonly entity: string;
}

/** A scope in CEL's own types, created by {@link celScope}. */
export type CelScope = Readonly<Record<string, unknown>>;

/** The scope in CEL's types: whole numbers are `int`, others `double`. It copies the whole row. */
export function celScope({ row, env, entity }: Scope): CelScope {
  return { row: toCel(row), env: plainEnvironment(env), entity };
}

const copies = new WeakMap<object, Scope["env"]>();

/** The environment as a plain object, copied once: CEL does not accept `process.env`, which is none. */
export function plainEnvironment(env: Scope["env"]): Scope["env"] {
  const known = copies.get(env);
  if (known) return known;
  const copy = { ...env };
  copies.set(env, copy);
  return copy;
}
