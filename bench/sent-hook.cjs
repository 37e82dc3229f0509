const { subscribe } = require("node:diagnostics_channel");
const { openSync, writeSync } = require("node:fs");
const { join } = require("node:path");

// Whenever a request with items goes to the network, writes the time in milliseconds and the number of items to a file named
// after the process in the folder BENCH_SENT. The processes of a machine have the same clock.
let file;
subscribe("undici:client:sendHeaders", ({ request }) => {
  const items = String(request.body).split('"PutRequest"').length - 1;
  if (items === 0) return;
  file ??= openSync(join(process.env.BENCH_SENT, String(process.pid)), "a");
  writeSync(file, `${Number(process.hrtime.bigint()) / 1e6} ${items}\n`);
});
