import type { DrillResult, TableDrill } from "../../pipeline/drill/drill-result";
import { comparedText, lagText, restoredText, secondsText, targetNames } from "../drill-figures";
import { html, type Markup } from "../html";
import { utc } from "../utc";
import { dataTable } from "./data-table";
import { pageFrame } from "./page-frame";

/** A drill as one HTML page that needs nothing else. @param madeAt ISO 8601 @param version the program's */
export function drillPage(result: DrillResult, madeAt: string, version: string): string {
  const { drill, startedAt, endedAt, passed, tables } = result;
  return pageFrame({
    title: `Recovery drill ${drill}`,
    header: html`<header>
      <div class="kicker">DynamoDB recovery drill</div>
      <h1>${drill} ${badge(passed, "passed", "failed")}</h1>
      <p class="facts">Started ${utc(startedAt)}, ended ${utc(endedAt)}.</p>
    </header>`,
    sections: [targetsSection(result), ...tables.map(tableSection), leftoversSection(result)],
    footer: html`Made ${utc(madeAt)} by dynamodb-migrate ${version}. Data of the tables is shown as text.`,
  });
}

function badge(isGood: boolean, good: string, bad: string): Markup {
  return isGood ? html`<span class="badge good">${good}</span>` : html`<span class="badge bad">${bad}</span>`;
}

function targetsSection({ targets }: DrillResult): Markup {
  if (targets.length === 0)
    return html`<section>
      <h2>Targets</h2>
      <p class="soft">None was given: --rpo, --rto, --restore-rpo, --restore-rto.</p>
    </section>`;
  return html`<section>
    <h2>Targets</h2>
    ${dataTable(
      [
        { title: "table" },
        { title: "what" },
        { title: "measured" },
        { title: "target" },
        { title: "result" },
      ],
      targets.map(({ table, target, targetSeconds, measuredSeconds, isMet }) => [
        ...[table, targetNames[target]],
        measuredSeconds === undefined ? "not measured" : secondsText(measuredSeconds),
        ...[secondsText(targetSeconds), badge(isMet, "met", "missed")],
      ]),
    )}
  </section>`;
}

function tableSection({ table, region, replicas, restore, failures }: TableDrill): Markup {
  return html`<section>
    <h2>${table} <span class="soft">${region}</span></h2>
    ${
      replicas.length === 0
        ? html`<p class="soft">No replica.</p>`
        : dataTable(
            [
              { title: "replica" },
              { title: "replication lag" },
              { title: "write accepted and read" },
              { title: "contents" },
            ],
            replicas.map(({ region: replica, lag, compared }) => [
              replica,
              lag ? lagText(lag.lagMs, lag.unreplicated) : "not measured",
              lag ? secondsText(lag.writeMs / 1000) : "not measured",
              comparedText(compared, "the replica"),
            ]),
          )
    }
    ${
      restore &&
      html`<h3>Restore</h3>
        <p>
          Restored ${restoredText(restore)}. Contents:
          ${comparedText(restore.compared, "the restored table")}. Items that were written since the restored
          state differ.
        </p>
        ${restore.structure.map((difference) => html`<p class="failure">${difference}</p>`)}`
    }
    ${[...replicas, ...(restore ? [restore] : [])].map(({ compared }) =>
      (compared?.firstDifferences ?? []).map((key) => html`<pre><bdi>${JSON.stringify(key)}</bdi></pre>`),
    )}
    ${failures.map(({ check, message }) => html`<p class="failure">${check}: ${message}</p>`)}
  </section>`;
}

function leftoversSection({ leftovers }: DrillResult): Markup | string {
  if (leftovers.length === 0) return "";
  return html`<section>
    <h2>Left in AWS</h2>
    ${leftovers.map((what) => html`<p class="failure">${what}</p>`)}
    <p>The next drill removes it, or <code>dynamodb-migrate drill --clean</code>.</p>
  </section>`;
}
