import { createHash } from "node:crypto";
import { html, type HtmlValue, type Markup, verbatim } from "../html";
import { style } from "./style";

/** Nothing is loaded, nothing is run: only the page's own style applies, and that by its checksum. */
const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'`;

const styleElement = verbatim(`<style>${style}</style>`);

/** The parts of a page. */
export interface PageParts {
  readonly title: string;
  readonly header: Markup;
  readonly sections: readonly HtmlValue[];
  readonly footer: HtmlValue;
}

/** One HTML page that needs nothing else: no file, no network, no script. */
export function pageFrame({ title, header, sections, footer }: PageParts): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        ${header}
        <main>${sections}</main>
        <footer>${footer}</footer>
      </body>
    </html> `.text;
}
