import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Line, LineSplitter } from "../../../migrations/files/lines";
import { cut } from "../sources/cut";

function linesOf(pieces: readonly Buffer[], maxBytes?: number): Line[] {
  const splitter = new LineSplitter(maxBytes);
  return [...pieces.flatMap((piece) => splitter.write(piece)), ...splitter.end()];
}

describe("LineSplitter", () => {
  it.each<[string, string, string[]]>([
    ["nothing", "", []],
    ["a line without its end", "a", ["a"]],
    ["lines that end with LF", "a\nb\n", ["a", "b"]],
    ["lines that end with CRLF", "a\r\nb\r\n", ["a", "b"]],
    ["blank lines", "\n\r\na", ["", "", "a"]],
    ["a byte order mark", "\ufeffa\nb", ["a", "b"]],
    ["a byte order mark that is none", "a\n\ufeffb", ["a", "\ufeffb"]],
    ["a carriage return within a line", "a\rb\n", ["a\rb"]],
  ])("splits %s", (_what, text, lines) => {
    expect(linesOf([Buffer.from(text)]).map((line) => line.text)).toEqual(lines);
  });

  it("gives the same lines wherever the text is cut", () => {
    const line = fc.string({ unit: "binary" }).filter((text) => !/[\r\n\ufeff]/.test(text));
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom("\n", "\r\n"),
        fc.array(fc.nat(), { maxLength: 30 }),
        (lines, lineEnd, places) => {
          const bytes = Buffer.from(lines.map((one) => one + lineEnd).join(""));
          expect(linesOf(cut(bytes, places))).toEqual(lines.map((text) => ({ text })));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("says of a line that is not UTF-8 that it is none", () => {
    expect(linesOf([Buffer.from("ä\nö\nü\n", "latin1"), Buffer.from("x")])).toEqual([
      { text: "\ufffd", malformed: "is not UTF-8" },
      { text: "\ufffd", malformed: "is not UTF-8" },
      { text: "\ufffd", malformed: "is not UTF-8" },
      { text: "x" },
    ]);
  });

  it("gives the beginning of a line that is too long, and the next one whole", () => {
    const pieces = ["ab", "cd", "ef\n", "gh\n"].map((text) => Buffer.from(text));
    expect(linesOf(pieces, 4)).toEqual([
      { text: "abcd", malformed: "is longer than 4 bytes" },
      { text: "gh" },
    ]);
  });
});
