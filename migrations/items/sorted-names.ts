const fewNames = 20;

/**
 * The names of an object's members, sorted. By insertion where there are few: `sort` allocates more for a handful than
 * they take themselves.
 */
export function sortedNames(members: object): string[] {
  return sortNames(Object.keys(members));
}

/** The names themselves, sorted in place. */
export function sortNames(names: string[]): string[] {
  if (names.length > fewNames) return names.sort();
  for (let end = 1; end < names.length; end++) {
    const name = names[end] as string;
    let at = end;
    for (; at > 0 && (names[at - 1] as string) > name; at--) names[at] = names[at - 1] as string;
    names[at] = name;
  }
  return names;
}
