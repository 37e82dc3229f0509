import type { CacheStatus } from "./cache";

/** The status as a page for people. */
export function statusPage(status: CacheStatus): string {
  const { total, window, ledger } = status;
  const milliseconds = (value: number | undefined) => (value === undefined ? "–" : `${value.toFixed(1)} ms`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Crawl cache</title><meta http-equiv="refresh" content="5"></head>
<body>
<h1>Crawl cache</h1>
${table("Cutover", [
  ["phase", `${status.phase}, revision ${status.revision}`],
  ["authority", status.authority === "new" ? "DynamoDB" : "SQLite"],
  ["percent read from DynamoDB, by the control", status.percent],
  ["chosen by the environment", status.override ?? "nothing"],
  ["writes", `${total.writes}, ${status.writesInFlight} in flight${status.isFrozen ? ", frozen" : ""}`],
  ["ledger entries", `${ledger.size}, oldest ${ledger.age} s`],
])}
${table("Stores", [
  ["SQLite", `${total.old.reads} reads, ${total.old.calls} calls, ${total.old.errors} errors`],
  ["DynamoDB", `${total.new.reads} reads, ${total.new.calls} calls, ${total.new.errors} errors`],
  ["99th percentile of SQLite, last 10 s", milliseconds(window?.latencyP99.old)],
  ["99th percentile of DynamoDB, last 10 s", milliseconds(window?.latencyP99.new)],
])}
${table("Comparison", [
  ["compared", total.compared],
  ["differences", total.differences],
  ["dropped", total.dropped],
])}
</body>
</html>
`;
}

function table(title: string, rows: readonly (readonly [string, string | number])[]): string {
  const lines = rows.map(([name, value]) => `<tr><th>${name}</th><td>${escaped(String(value))}</td></tr>`);
  return `<h2>${title}</h2>\n<table>\n${lines.join("\n")}\n</table>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
