/**
 * The id of a construct that is named after a name which a user gives. The library `constructs` keeps children on a
 * plain object, so that it refuses what every object inherits (`constructor`, `toString`) as a duplicate; such a
 * name,
 * and one of `taken`, gets a dot as prefix, with which no other name starts.
 */
export function constructId(name: string, taken: readonly string[] = []): string {
  return name in Object.prototype || taken.includes(name) ? `.${name}` : name;
}
