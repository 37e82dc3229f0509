import type { KeptTable } from "../kept-verification";
import { html, type Markup } from "../html";
import { count, counted } from "../quantity";
import type { EntityReport, RunReport } from "../run-report";
import { dataTable } from "./data-table";
import { utc } from "../utc";

/** What stopped the run, and what to do. */
export function nextSection({ failures, next }: RunReport): Markup {
  return html`<section>
    <h2>What to do next</h2>
    ${failures.map((message) => html`<p class="failure">${message}</p>`)}
    <ul class="steps">
      ${next.map(({ text, command }) => html`<li>${text}${command && html`<pre>${command}</pre>`}</li>`)}
    </ul>
  </section>`;
}

/** What became of each entity. */
export function entitiesSection({ entities, total, state }: RunReport): Markup {
  const hasParts = total.rows !== total.read;
  const written = state === "dry-run" ? "would be written" : "written";
  const figures = [
    ...(hasParts ? ["rows"] : []),
    hasParts ? "items" : "read",
    written,
    "skipped",
    "rejected",
  ];
  const cells = ({ tally }: Pick<EntityReport, "tally">): string[] =>
    [...(hasParts ? [tally.rows] : []), tally.read, tally.written, tally.skipped, tally.rejected].map(count);
  return html`<section>
    <h2>Entities</h2>
    ${dataTable(
      [
        { title: "entity" },
        { title: "table" },
        ...figures.map((title) => ({ title, isFigure: true })),
        { title: "standing" },
      ],
      entities.map((entity) => [entity.entity, entity.table, ...cells(entity), standing(entity, state)]),
      entities.length > 1 ? ["all", "", ...cells({ tally: total }), ""] : undefined,
    )}
    ${entities.map(({ entity, failure }) => failure && html`<p class="failure">${entity}: ${failure}</p>`)}
  </section>`;
}

function standing({ done, failure, tally, totalRows }: EntityReport, state: RunReport["state"]): string {
  if (failure) return "failed";
  if (done || state === "dry-run") return "complete";
  if (tally.rows === 0) return "not started";
  return totalRows ? `${Math.min(99, Math.floor((tally.rows / totalRows) * 100))} %` : "started";
}

/** The rejected rows by reason. */
export function rejectsSection({ rejects, total }: RunReport): Markup {
  if (rejects.length === 0) {
    return html`<section>
      <h2>Rejected rows</h2>
      <p class="soft">None.</p>
    </section>`;
  }
  return html`<section class="rejects">
    <h2>Rejected rows</h2>
    ${dataTable(
      [{ title: "reason" }, { title: "rows", isFigure: true }, { title: "of all rejected", isFigure: true }],
      rejects.map(({ code, count: rows }) => [
        code.replaceAll("-", " "),
        count(rows),
        `${Math.round((rows / total.rejected) * 1000) / 10} %`,
      ]),
    )}
    ${rejects
      .filter(({ examples }) => examples.length > 0)
      .map(
        ({ code, count: rows, remedy, examples }) =>
          html`<h3>
              ${code.replaceAll("-", " ")}
              <span class="soft">
                ${examples.length === rows ? "" : `the first ${examples.length} of ${count(rows)}`}
              </span>
            </h3>
            ${remedy && html`<p>To fix: ${remedy}.</p>`}
            ${examples.map(
              ({ entity, row, sourceKey, message, value }) =>
                html`<div class="example">
                  <div>
                    ${entity}, row ${count(row)}${sourceKey && html` <bdi>${sourceKey}</bdi>`}:
                    <bdi>${message}</bdi>
                  </div>
                  <pre><bdi>${value}</bdi></pre>
                </div>`,
            )}`,
      )}
  </section>`;
}

/** What `verify` found. */
export function verificationSection({ verification, state }: RunReport): Markup {
  if (!verification) {
    const why = state === "dry-run" ? "A dry run leaves nothing to verify." : "Not verified yet.";
    return html`<section>
      <h2>Verification</h2>
      <p class="soft">${why}</p>
    </section>`;
  }
  const { tables, differences, isOutdated, verifiedAt, entities } = verification;
  const different = tables.reduce((sum, { missing, extra, changed }) => sum + missing + extra + changed, 0);
  return html`<section>
    <h2>Verification</h2>
    <p class="soft">
      Contents compared both ways, ${utc(verifiedAt)}${entities && `, only ${entities.join(", ")}`}.
      ${isOutdated && html`<span class="badge warn">before the run's last change</span>`}
    </p>
    ${dataTable(
      [
        { title: "table" },
        ...["expected", "found", "missing", "extra", "changed"].map((title) => ({ title, isFigure: true })),
        { title: "result" },
      ],
      tables.map((table) => [
        table.table,
        ...[table.expected, table.found, table.missing, table.extra, table.changed].map(count),
        tableVerdict(table),
      ]),
    )}
    ${tables.map((table) => table.failure && html`<p class="failure">${table.table}: ${table.failure.message}</p>`)}
    ${
      differences.length > 0
        ? html`<h3>
              ${counted(different, "difference")}
              <span class="soft">
                ${differences.length < different && `the first ${differences.length}`}
              </span>
            </h3>
            ${dataTable(
              [{ title: "kind" }, { title: "table" }, { title: "key" }, { title: "attributes" }],
              differences.map(({ kind, table, key, attributes }) => [
                kind,
                table,
                html`<bdi>${JSON.stringify(key)}</bdi>`,
                html`<bdi>${attributes?.join(", ")}</bdi>`,
              ]),
            )}`
        : ""
    }
  </section>`;
}

function tableVerdict({ same, failure }: KeptTable): Markup {
  if (failure) return html`<span class="badge bad">not completed</span>`;
  return same ? html`<span class="badge good">same</span>` : html`<span class="badge bad">different</span>`;
}

/** Settings. */
export function settingsSection({ settings }: RunReport): Markup | string {
  if (settings.length === 0) return "";
  return html`<section>
    <h2>Settings</h2>
    <dl class="settings">
      ${settings.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </section>`;
}
