import { swatch } from "../chart/swatch";
import { html, type Markup } from "../html";
import { count, counted, duration } from "../quantity";
import type { EntityReport, RunReport } from "../run-report";
import { utc } from "../utc";
import { verdictOf } from "./verdict";

/** The top of the page: how the run stands, in a sentence and in figures. */
export function pageHeader(report: RunReport): Markup {
  const { word, tone, sentence } = verdictOf(report);
  const into = report.place === "" ? "" : ` into ${report.place}`;
  return html`<header>
    <div class="kicker">DynamoDB migration</div>
    <h1>${report.migration} <span class="badge ${tone}">${word}</span></h1>
    <p class="lead">${sentence}</p>
    <p class="facts">
      Run ${report.run}${into}. Started ${utc(report.startedAt)}, last updated ${utc(report.updatedAt)}.
    </p>
  </header>`;
}

/** The run's figures, and how they add up. */
export function summarySection(report: RunReport): Markup {
  const { total } = report;
  const pace = report.workedSeconds > 0 ? count(Math.round(total.rows / report.workedSeconds)) : "–";
  const repeated = Object.values(report.retries).reduce((sum, times) => sum + times, 0);
  return html`<section>
    <dl class="tiles">
      ${tile("Rows read", count(total.rows))}
      ${total.rows === total.read ? "" : tile("Items of these", count(total.read))}
      ${tile(report.state === "dry-run" ? "Would be written" : "Written", count(total.written))}
      ${tile("Skipped", count(total.skipped))} ${tile("Rejected", count(total.rejected))}
      ${tile("Time", duration(report.workedSeconds))} ${tile("Rows per second", pace)} ${units(report)}
      ${tile("Requests retried", count(repeated))}
    </dl>
    ${ledger(report)}
  </section>`;
}

function tile(name: string, value: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function units({ timeline }: RunReport): Markup | string {
  const total = timeline.reduce((sum, point) => sum + point.writeUnits, 0);
  return total === 0 ? "" : tile("Write units, with indexes", count(total));
}

/** Everything that was read, by what became of it. */
function ledger({ total, state, entities }: RunReport): Markup | string {
  if (total.read === 0) return "";
  const whole = total.read + itemsToCome(entities);
  const parts = [
    { name: state === "dry-run" ? "would be written" : "written", items: total.written, colour: 2 },
    { name: "skipped", items: total.skipped, colour: 6 },
    { name: "rejected", items: total.rejected, colour: 4 },
  ];
  const notSized = entities.filter(isNotSized).length;
  let before = 0;
  return html`<div class="ledger">
    <svg width="100%" height="10" role="img" aria-label="what became of what was read">
      ${parts.map(({ items, colour }) => {
        const x = (before / whole) * 100;
        before += items;
        // A few among millions are seen, too.
        const width = items === 0 ? 0 : Math.max(0.4, (items / whole) * 100);
        return html`<rect
          class="fill-${colour}"
          x="${Math.min(x, 100 - width)}%"
          width="${width}%"
          height="10"
        ></rect>`;
      })}
    </svg>
    <ul class="legend">
      ${parts.map(
        ({ name, items, colour }) =>
          html`<li>${swatch(colour)} ${name} ${count(items)} (${share(items, whole)})</li>`,
      )}
      ${whole > total.read && html`<li>to come: about ${count(whole - total.read)} (${share(whole - total.read, whole)})</li>`}
      ${notSized > 0 && html`<li>to come: unknown for ${counted(notSized, "entity", "entities")}</li>`}
    </ul>
  </div>`;
}

/** Items that the rows to come will be, if they become as many as those before. */
function itemsToCome(entities: readonly EntityReport[]): number {
  return entities.reduce((sum, { done, totalRows, tally: { rows, read } }) => {
    if (done || totalRows === undefined || rows === 0) return sum + (done ? 0 : (totalRows ?? 0));
    return sum + Math.round(Math.max(0, totalRows - rows) * (read / rows));
  }, 0);
}

function isNotSized({ done, totalRows }: EntityReport): boolean {
  return !done && totalRows === undefined;
}

/** `12.3 %`; a few of many are neither none nor all. */
function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  if (part === 0 || part === whole) return `${percent} %`;
  if (percent < 0.1) return "less than 0.1 %";
  return percent > 99.9 ? "more than 99.9 %" : `${percent.toFixed(1)} %`;
}
