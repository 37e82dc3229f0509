import { changedNames } from "../../dynamodb/writer/item-changes";
import type { Item } from "../../items/item";
import { itemJson } from "../../items/item-json";
import { keyForPeople } from "../../items/key-check";
import type { TriedChange } from "../../pipeline/in-place/try-changes";

/** Changes of items as they would be made, for people. @param keyNames of the table */
export function changeText(examples: readonly TriedChange[], keyNames: readonly string[]): string[] {
  return examples.flatMap(({ before, outcome }) => {
    const key = `  ${JSON.stringify(keyForPeople(before, keyNames))}`;
    if (outcome.kind === "rejected")
      return [key, `    rejected: ${outcome.rejection.code}: ${outcome.rejection.message}`];
    if (outcome.kind === "deleted") return [key, "    deleted"];
    const { item } = outcome;
    return [
      key,
      ...changedNames(before, item).map(
        (name) => `    ${name}: ${shown(before, name)} → ${shown(item, name)}`,
      ),
    ];
  });
}

function shown(item: Item, name: string): string {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  if (!value) return "(absent)";
  const text = JSON.stringify((itemJson({ value }) as Record<string, unknown>)["value"]);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
