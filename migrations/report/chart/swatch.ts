import { html, type Markup } from "../html";

/** A little square of one of the page's colours. */
export function swatch(colour: number): Markup {
  return html`<svg width="10" height="10" aria-hidden="true">
    <rect class="fill-${colour}" width="10" height="10" rx="2"></rect>
  </svg>`;
}
