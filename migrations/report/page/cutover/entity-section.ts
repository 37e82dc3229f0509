import { phasesOf } from "../../../../cutover/phase";
import type { NextStep } from "../../../../cutover/steps/next-step";
import type { EntityStatus } from "../../../../cutover/steps/status";
import { cutoverProblems } from "../../cutover-problems";
import { html, type Markup } from "../../html";
import { counted, duration } from "../../quantity";
import type { CutoverReport } from "./cutover-report";
import { gatesTable, historyTable, ledgerTable, processesTable } from "./entity-tables";

/** One entity: where it is, what is wrong, what to type next, the way back, and all figures. */
export function entitySections(state: EntityStatus, report: CutoverReport): Markup {
  const { entity } = state.control;
  const problems = cutoverProblems(state);
  return html`<section>
    <h2 class="entity">${entity}</h2>
    ${phaseTrack(state)}
    <p>${whereReadsGo(state)} ${whereWritesGo(state)}</p>
    ${problems.map(
      ({ kind, text, fix }) =>
        html`<div class="problem ${kind === "wrong" ? "is-wrong" : ""}">
          <b>${text}</b> ${fix && html`<div>What to do: ${fix}.</div>`}
        </div>`,
    )}
    <div class="ways">${way("Next", state.next, report)} ${way("The way back", state.back, report)}</div>
    <dl class="tiles">
      ${tile("Authority", state.authority === "old" ? "old store" : "tables")}
      ${tile("Read from the tables", `${readShare(state)} %`)} ${tile("Epoch", String(state.control.epoch))}
      ${tile("Revision", String(state.control.revision))}
    </dl>
    <h3>Gates</h3>
    ${gatesTable(state)}
    <h3>Processes</h3>
    ${processesTable(state, report.madeAt)}
    <h3>Ledger: ${ledgerText(state)}</h3>
    ${ledgerTable(state)}
    <h3>History</h3>
    ${historyTable(state)}
  </section>`;
}

function phaseTrack({ control: { mode, phase } }: EntityStatus): Markup {
  const phases = phasesOf(mode);
  const at = phases.indexOf(phase);
  return html`<ol class="track" aria-label="phases">
    ${phases.map((one, index) => {
      const kind = index < at ? "done" : index === at ? "now" : "";
      return html`<li class="${kind}">${one}</li>`;
    })}
  </ol>`;
}

function whereReadsGo({ authority, control }: EntityStatus): string {
  const { phase, percent, allow, deny } = control;
  if (authority === "new") return "Reads use the tables.";
  const lists = [
    ...(allow.length > 0 ? [`and for ${counted(allow.length, "allowed key")}`] : []),
    ...(deny.length > 0 ? [`except for ${counted(deny.length, "denied key")}`] : []),
  ];
  if (phase !== "shadow" || (percent === 0 && allow.length === 0)) return "Reads use the old store.";
  return `Reads use the tables for ${[`${percent} % of the keys`, ...lists].join(", ")}; the old store for all others.`;
}

function whereWritesGo({ authority, control: { mode, phase } }: EntityStatus): string {
  const first = authority === "old" ? "the old store" : "the tables";
  const other = authority === "old" ? "the tables" : "the old store";
  if (phase === "old" || phase === "new-only") return `Writes go to ${first} only.`;
  if (mode === "follow" && authority === "old")
    return "Writes go to the old store; follow copies them to the tables.";
  return `Writes go to ${first} first, and are then copied to ${other}.`;
}

function readShare({ authority, control: { percent } }: EntityStatus): number {
  return authority === "new" ? 100 : percent;
}

function way(title: string, { command, why, add }: NextStep, { commandLine }: CutoverReport): Markup {
  return html`<div>
    <h3>${title}</h3>
    <p>${sentence(why)}.</p>
    <pre>${commandLine(command)}</pre>
    ${add && html`<p class="soft note">Add ${add}.</p>`}
  </div>`;
}

function tile(name: string, value: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function ledgerText({ ledger: { entries, oldestSeconds } }: EntityStatus): string {
  if (entries === 0) return "empty";
  return `${counted(entries, "entry", "entries")}, the oldest ${duration(oldestSeconds)} old`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
