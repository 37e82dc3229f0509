import { startSink } from "./sink";

/** A sink in a process of its own, so that its work is not counted. With `--keep` it keeps what it receives. */
void startSink({ keeps: process.argv.includes("--keep") }).then((sink) => {
  process.on("message", (question) => process.send?.(question === "items" ? sink.items() : sink.received()));
  process.on("disconnect", () => process.exit(0));
  process.send?.({ endpoint: sink.endpoint });
});
