import type { EntityControl } from "./control";

/** The same state without a flip: neither frozen nor announced. */
export function thawed({ freeze: _freeze, pollMilliseconds: _poll, ...state }: EntityControl): EntityControl {
  return state;
}
