import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTemplate } from "../../../migrations/mapping/template";

describe("parseTemplate", () => {
  it.each([
    ["plain text", "META", [{ text: "META" }]],
    ["nothing", "", [{ text: "" }]],
    ["a lone expression", "${row.id}", [{ expression: "row.id", offset: 2 }]],
    [
      "text around expressions",
      "A#${row.a}-${row.b}!",
      [
        { text: "A#" },
        { expression: "row.a", offset: 4 },
        { text: "-" },
        { expression: "row.b", offset: 13 },
        { text: "!" },
      ],
    ],
    ["braces within an expression", "${{'a': {'b': 1}}}", [{ expression: "{'a': {'b': 1}}", offset: 2 }]],
    ["a brace within quotes", "${row.a + '}'}", [{ expression: "row.a + '}'", offset: 2 }]],
    ["an escaped quote", "${'\\'}'}", [{ expression: "'\\'}'", offset: 2 }]],
    ["an escaped expression", "$${row.id}", [{ text: "${row.id}" }]],
    ["dollars that begin nothing", "5$ $x {y}", [{ text: "5$ $x {y}" }]],
    ["letters beyond the first plane", "😀${row.id}", [{ text: "😀" }, { expression: "row.id", offset: 4 }]],
  ])("reads %s", (_what, template, parts) => {
    expect(parseTemplate(template)).toEqual(parts);
  });

  it("gives back any text that holds no expression", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        fc.pre(!text.includes("${"));
        expect(parseTemplate(text)).toEqual([{ text }]);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["an empty expression", "${}", "holds an empty expression ${}; write ${row.column}"],
    ["a blank expression", "a${  }", "holds an empty expression ${}; write ${row.column}"],
    ["an open expression", "${row.id", "holds an expression that is not closed; expected } after ${"],
    ["a quote that is not closed", "${'x}", "holds an expression that is not closed; expected } after ${"],
  ])("refuses %s", (_what, template, message) => {
    expect(() => parseTemplate(template)).toThrow(message);
  });
});
