import { startSink } from "./sink";

/** A sink in a process of its own, so that its work is not counted with that of what writes to it. */
void startSink().then((sink) => {
  process.on("message", () => process.send?.({ items: sink.items() }));
  process.on("disconnect", () => process.exit(0));
  process.send?.({ endpoint: sink.endpoint });
});
