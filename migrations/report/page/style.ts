/** The page's look. Colours of text have a contrast of at least 4.5 on what they stand on, in both schemes. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f3f5f8; --card: #ffffff; --edge: #dfe4ea; --inset: #f3f5f8;
  --text: #1b2430; --soft: #566273; --link: #1d4fc4;
  --good: #14713f; --good-back: #e3f4ea; --warn: #835200; --warn-back: #fdf1d8;
  --bad: #b42318; --bad-back: #fdeae8; --calm: #1d4fc4; --calm-back: #e7eefc;
  --c1: #3b6fe0; --c2: #0f9d76; --c3: #d97706; --c4: #c2413a; --c5: #7c4fd0; --c6: #7a8699;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0e131a; --card: #171e28; --edge: #2a3442; --inset: #0e131a;
    --text: #e8edf4; --soft: #a3afbf; --link: #8fb3ff;
    --good: #6fdd9f; --good-back: #12301f; --warn: #f2bd5c; --warn-back: #36270a;
    --bad: #ff9a90; --bad-back: #3d1614; --calm: #9dbcff; --calm-back: #16284d;
    --c1: #6b9bff; --c2: #3ecfa4; --c3: #f0a344; --c4: #f0766d; --c5: #ab8bf2; --c6: #93a0b3;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
main, header, footer { max-width: 1040px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
.kicker { color: var(--soft); font-size: 13px; letter-spacing: .02em; }
h1 { font-size: 30px; line-height: 1.2; margin: 6px 0 0; letter-spacing: -.015em; display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; }
h2 { font-size: 17px; margin: 0 0 14px; letter-spacing: -.005em; }
h3 { font-size: 15px; margin: 22px 0 8px; }
p { margin: 0 0 10px; }
.lead { font-size: 18px; line-height: 1.45; margin: 12px 0 4px; max-width: 46em; }
.facts { color: var(--soft); font-size: 14px; margin: 0 0 22px; }
.soft { color: var(--soft); }
.badge { font-size: 13px; font-weight: 600; letter-spacing: 0; padding: 3px 11px; border-radius: 999px; white-space: nowrap; }
.good { color: var(--good); background: var(--good-back); }
.warn { color: var(--warn); background: var(--warn-back); }
.bad { color: var(--bad); background: var(--bad-back); }
.calm { color: var(--calm); background: var(--calm-back); }
section { background: var(--card); border: 1px solid var(--edge); border-radius: 12px; padding: 22px 24px; margin: 0 0 18px; }
.tiles { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 16px 18px; margin: 0; }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 0; font-size: 25px; line-height: 1.25; font-weight: 620; letter-spacing: -.02em; }
.ledger { margin: 20px 0 0; }
.ledger > svg { display: block; border-radius: 5px; background: var(--inset); }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; margin: 6px 0 0; padding: 0; color: var(--soft); font-size: 13px; }
.legend svg { vertical-align: -1px; margin-right: 3px; }
.steps { margin: 0; padding-left: 20px; }
.steps li { padding-left: 2px; margin: 0 0 12px; }
.steps li:last-child { margin: 0; }
.steps li::marker { color: var(--link); }
pre, code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 13px; }
pre { margin: 6px 0 0; padding: 9px 12px; background: var(--inset); border: 1px solid var(--edge); border-radius: 7px; white-space: pre-wrap; }
.failure { border-left: 4px solid var(--bad); padding: 2px 0 2px 12px; margin: 0 0 10px; }
.charts { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 26px 30px; }
.chart { margin: 0; min-width: 0; }
.chart.wide { grid-column: 1 / -1; }
figcaption span { color: var(--soft); font-size: 13px; }
.plot { display: grid; grid-template-columns: 46px minmax(0, 1fr); margin-top: 8px; }
.plot svg { display: block; overflow: visible; }
.plot text { font-size: 12px; fill: var(--soft); }
.grid { stroke: var(--edge); stroke-width: 1; }
.note { font-size: 14px; margin: 18px 0 0; }
.resumed { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; }
.touch { fill: transparent; }
.touch:hover { fill: var(--text); fill-opacity: .07; }
${[1, 2, 3, 4, 5, 6]
  .map(
    (n) => `.fill-${n} { fill: var(--c${n}); } .area-${n} { fill: var(--c${n}); fill-opacity: .16; }
.line-${n} { fill: none; stroke: var(--c${n}); stroke-width: 2; stroke-linejoin: round; vector-effect: non-scaling-stroke; }`,
  )
  .join("\n")}
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-weight: 500; color: var(--soft); font-size: 13px; padding: 0 14px 7px 0; vertical-align: bottom; }
td { border-top: 1px solid var(--edge); padding: 8px 14px 8px 0; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
th.figure + th:not(.figure), td.figure + td:not(.figure) { padding-left: 16px; }
th.figure, td.figure { text-align: right; white-space: nowrap; }
tr.sum td { font-weight: 620; }
.example { margin: 10px 0 0; }
.entity { font-size: 21px; margin: 0 0 12px; }
.track { display: flex; flex-wrap: wrap; gap: 6px; list-style: none; margin: 0 0 14px; padding: 0; font-size: 14px; }
.track li { padding: 3px 12px; border-radius: 7px; border: 1px solid var(--edge); color: var(--soft); }
.track li.done { background: var(--inset); }
.track li.now { background: var(--calm-back); border-color: var(--calm); color: var(--calm); font-weight: 620; }
.problem { border-left: 4px solid var(--c3); padding: 2px 0 2px 12px; margin: 0 0 12px; }
.problem.is-wrong { border-left-color: var(--bad); }
.ways { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 6px 24px; margin: 0 0 22px; }
.ways h3 { margin: 10px 0 4px; }
.ways .note { margin: 6px 0 0; }
.overview { list-style: none; margin: 0; padding: 0; }
.overview li { padding: 4px 0; }
.settings { display: grid; grid-template-columns: auto 1fr; gap: 5px 22px; margin: 0; font-size: 14px; }
.settings dt { color: var(--soft); }
.settings dd { margin: 0; }
footer { color: var(--soft); font-size: 13px; padding-bottom: 40px; }
@media (max-width: 680px) {
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  header { padding-top: 24px; }
  h1 { font-size: 25px; }
  .lead { font-size: 17px; }
  section { padding: 18px 16px; border-radius: 10px; }
  .charts, .ways { grid-template-columns: minmax(0, 1fr); }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .tiles dd { font-size: 21px; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border-top: 1px solid var(--edge); padding: 9px 0; }
  tbody tr:first-child { border-top: 0; padding-top: 0; }
  td, td.figure, td.figure + td:not(.figure) { border: 0; padding: 1px 0; display: flex; justify-content: space-between; gap: 16px; text-align: right; white-space: normal; }
  td::before { content: attr(data-label); color: var(--soft); font-weight: 400; text-align: left; flex: none; }
  .settings { grid-template-columns: 1fr; gap: 0; }
  .settings dd { margin-bottom: 8px; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --inset: #f6f7f9; }
  body { font-size: 12px; }
  header { padding-top: 0; }
  section { border: 0; border-top: 1px solid var(--edge); border-radius: 0; padding: 14px 0; }
  section, .chart, .example, tr { break-inside: avoid; }
  .rejects { break-inside: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
