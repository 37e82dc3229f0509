/** Maps the members of an object; members whose result is `undefined` are omitted. */
export function mapMembers<In, Out>(
  object: Readonly<Record<string, In>>,
  make: (member: In, name: string) => Out | undefined,
): Record<string, Out> {
  const made: Record<string, Out> = {};
  for (const name of Object.keys(object)) {
    const member = make(object[name] as In, name);
    if (member !== undefined) setOwn(made, name, member);
  }
  return made;
}

/** Sets a member of an object; an assignment does something else for one named `__proto__`. */
export function setOwn<Value>(object: Record<string, Value>, name: string, value: Value): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}
