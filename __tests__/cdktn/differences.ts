/** Where two JSON values differ: `path: left → right`, one line each, `(none)` for what one side lacks. */
export function differences(left: unknown, right: unknown, path = ""): string[] {
  if (isContainer(left) && isContainer(right) && Array.isArray(left) === Array.isArray(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) =>
      differences(own(left, key), own(right, key), path === "" ? key : `${path}.${key}`),
    );
  }
  return Object.is(left, right) ? [] : [`${path}: ${shown(left)} → ${shown(right)}`];
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function shown(value: unknown): string {
  return value === undefined ? "(none)" : JSON.stringify(value);
}
