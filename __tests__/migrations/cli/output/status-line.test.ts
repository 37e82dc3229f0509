import { describe, expect, it } from "vitest";
import { StatusLine } from "../../../../migrations/cli/output/status-line";

const clear = "\r\u001b[K";

function screen(columns = 80): { readonly line: StatusLine; readonly text: () => string } {
  let text = "";
  return { line: new StatusLine({ columns, write: (piece) => (text += piece) }), text: () => text };
}

describe("StatusLine", () => {
  it("is replaced in place", () => {
    const { line, text } = screen();
    line.show("1 %");
    line.show("2 %");
    expect(text()).toBe(`${clear}1 %${clear}2 %`);
  });

  it("stays below what is printed", () => {
    const { line, text } = screen();
    line.show("1 %");
    line.print("hello");
    expect(text()).toBe(`${clear}1 %${clear}hello\n1 %`);
  });

  it("sends no escape sequence if it was never shown", () => {
    const { line, text } = screen();
    line.show("");
    line.print("hello");
    expect(text()).toBe("hello\n");
  });

  it("never fills the last column, wide characters counted as two", () => {
    const { line, text } = screen(6);
    line.show("123456789");
    line.show("日本語版");
    expect(text()).toBe(`${clear}12345${clear}日本`);
  });
});
