import { startSink } from "./sink";

/** A sink in a process of its own, so that its work is not counted. With `--keep` it keeps what it receives, with `--times` it notes when. */
const has = (option: string): boolean => process.argv.includes(option);
void startSink({ keeps: has("--keep"), notesTimes: has("--times") }).then((sink) => {
  process.on("message", (question) => {
    if (question === "fill") sink.fill();
    process.send?.(question === "received" ? sink.received() : sink.items());
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.({ endpoint: sink.endpoint });
});
