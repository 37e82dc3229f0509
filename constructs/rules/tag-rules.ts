import { isKnown } from "./known-value";
import { type Violation, violationIf } from "./violation";

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export function tagViolations(tags: Readonly<Record<string, string>> | undefined): Violation[] {
  if (!isKnown(tags)) return [];
  const entries = Object.entries(tags);
  return [
    ...violationIf(
      entries.length > 50,
      "tag-count",
      ["tags"],
      `must be at most 50 tags, got ${entries.length}`,
    ),
    ...entries.flatMap(([key, value]) => [
      ...violationIf(
        isKnown(key) && (key.length < 1 || key.length > 128 || /^aws:/i.test(key)),
        "tag-key",
        ["tags", key],
        `a tag key must have 1 to 128 characters and must not start with aws:, got "${key}"`,
      ),
      ...violationIf(
        key === "__proto__",
        "tag-key",
        ["tags", key],
        'a tag key must not be "__proto__", which the CDK for Terraform silently drops',
      ),
      ...violationIf(
        isKnown(value) && value.length > 256,
        "tag-value",
        ["tags", key],
        `a tag value must have at most 256 characters, got ${value.length}`,
      ),
    ]),
  ];
}
