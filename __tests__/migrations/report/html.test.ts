import { describe, expect, it } from "vitest";
import { html, verbatim } from "../../../migrations/report/html";

describe("a piece of a page", () => {
  it("has data as text", () => {
    expect(html`<p>${'<script>alert("1")</script> & more'}</p>`.text).toBe(
      "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more</p>",
    );
  });

  it("keeps an attribute closed", () => {
    expect(html`<p title="${`" onclick="x`}" lang="${"'"}"></p>`.text).toBe(
      '<p title="&quot; onclick=&quot;x" lang="&#39;"></p>',
    );
  });

  it("takes other pieces as they are, and lists of them one after the other", () => {
    expect(html`${["a", "<"].map((name) => html`<i>${name}</i>`)}`.text).toBe("<i>a</i><i>&lt;</i>");
  });

  it("has nothing where nothing is", () => {
    expect(html`[${undefined}${false}${""}${[]}]`.text).toBe("[]");
  });

  it("has figures, naught too", () => {
    expect(html`${0} ${1.5}`.text).toBe("0 1.5");
  });

  it("shows characters that are not seen, or that turn the direction of writing", () => {
    expect(html`${"a\u0000b\u001bc\u202Ed\u2066e\n"}`.text).toBe("a\\u0000b\\u001bc\\u202ed\\u2066e\n");
  });

  it("takes what the program has written as it stands", () => {
    expect(html`${verbatim("<style></style>")}`.text).toBe("<style></style>");
  });
});
