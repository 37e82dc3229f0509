import type { EntityStatus } from "../../../../cutover/steps/status";
import { cutoverProblems } from "../../cutover-problems";
import { html, type Markup } from "../../html";
import { counted } from "../../quantity";
import { utc } from "../../utc";
import { pageFrame } from "../page-frame";
import type { Verdict } from "../verdict";
import type { CutoverReport } from "./cutover-report";
import { entitySections } from "./entity-section";

/** The state of cutovers as one HTML page that needs nothing else. @param version the program's */
export function cutoverPage(report: CutoverReport, version: string): string {
  const { states, madeAt } = report;
  return pageFrame({
    title: `Cutovers in ${report.control}`,
    header: header(report),
    sections: [overview(report), ...states.map((state) => entitySections(state, report))],
    footer: `State of ${utc(madeAt)}, made by dynamodb-migrate ${version}. It does not change by itself: repeat cutover status --html.`,
  });
}

function header(report: CutoverReport): Markup {
  const { tone, word, sentence } = verdictOf(report.states);
  return html`<header>
    <div class="kicker">DynamoDB cutover</div>
    <h1>${report.control} <span class="badge ${tone}">${word}</span></h1>
    <p class="lead">${sentence}</p>
    <p class="facts">State of ${utc(report.madeAt)}. Ledger: ${report.ledger}.</p>
  </header>`;
}

/** Says how cutovers stand. */
function verdictOf(states: readonly EntityStatus[]): Verdict {
  const named = states.flatMap((state) =>
    cutoverProblems(state).map((problem) => ({ ...problem, entity: state.control.entity })),
  );
  const wrong = named.filter(({ kind }) => kind === "wrong");
  const [first] = wrong;
  const others = wrong.length > 1 ? ` And ${counted(wrong.length - 1, "further problem")}: see below.` : "";
  if (first) return { tone: "bad", word: "Act now", sentence: `${first.entity}: ${first.text}.${others}` };
  if (states.length === 0)
    return {
      tone: "calm",
      word: "Empty",
      sentence: "No entity is being cut over. Add one with cutover init.",
    };
  const frozen = states.find(({ control }) => control.freeze);
  if (frozen)
    return {
      ...{ tone: "warn", word: "Flip under way" },
      sentence: `${frozen.control.entity}: writes wait for a flip, for some seconds at most.`,
    };
  const moving = named.length === 0 ? "" : ` ${counted(named.length, "notice")} below.`;
  return {
    ...{ tone: "good", word: "In order" },
    sentence: `${counted(states.length, "entity", "entities")}: all gates are green, and every process reports.${moving}`,
  };
}

/** All entities at a glance; not needed for a single one. */
function overview({ states }: CutoverReport): Markup | string {
  if (states.length < 2) return "";
  return html`<section>
    <ul class="overview">
      ${states.map((state) => {
        const { entity, phase, percent } = state.control;
        const share = phase === "shadow" ? `, ${percent} % read from the tables` : "";
        const isWrong = cutoverProblems(state).some(({ kind }) => kind === "wrong");
        return html`<li>
          <b>${entity}</b>: ${phase}${share}
          <span class="badge ${isWrong ? "bad" : "good"}">${isWrong ? "act now" : "in order"}</span>
        </li>`;
      })}
    </ul>
  </section>`;
}
