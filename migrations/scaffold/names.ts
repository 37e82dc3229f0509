/** A name that is not among those that are taken: with a number after it if need be. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}${number}`)) return `${wanted}${number}`;
}

/** Names for tables and entities: a letter, then letters, digits, `-` and `_`, each of them once, ignoring case. */
export function identifiers(names: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    names.map((name) => {
      const plain = name
        .replace(/[^A-Za-z0-9_-]+/g, "-")
        .replace(/^[^A-Za-z0-9]+/, "")
        .replace(/^(?=[0-9]|$)/, "table-");
      let id = plain;
      for (let number = 2; taken.has(id.toLowerCase()); number++) id = `${plain}-${number}`;
      taken.add(id.toLowerCase());
      return [name, id];
    }),
  );
}

/** `customer_id` becomes `CustomerId`. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== "")
    .map((part) => (part[0] as string).toUpperCase() + part.slice(1))
    .join("");
}
