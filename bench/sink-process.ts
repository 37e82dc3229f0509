import { startSink } from "./sink";

/** A sink in a process of its own, so that its work is not counted. With `--keep` it keeps what it receives. */
void startSink({ keeps: process.argv.includes("--keep") }).then((sink) => {
  process.on("message", (question) => {
    if (question === "fill") sink.fill();
    process.send?.(question === "received" ? sink.received() : sink.items());
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.({ endpoint: sink.endpoint });
});
