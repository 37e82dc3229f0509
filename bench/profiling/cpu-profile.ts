import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** As much of V8's format as is needed: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
interface Profile {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  /** Microseconds between samples. */
  readonly timeDeltas: readonly number[];
}
interface Node {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[];
}

/** A function on the stack, and who called it. */
export interface Frame {
  readonly name: string;
  /** The source file's path if there is a source map, else that of the script; `node:…` or empty for Node.js and V8. */
  readonly file: string;
  readonly caller?: Frame;
}

/** The frames of a `.cpuprofile` in which time was spent, with their self time in microseconds. */
export function selfTimes(path: string): Map<Frame, number> {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(path, "utf8")) as Profile;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])));
  const sources = new Sources();
  const frames = new Map<number, Frame>();
  const frameOf = (id: number): Frame => {
    const known = frames.get(id);
    if (known) return known;
    const { callFrame } = byId.get(id) as Node;
    const caller = callers.get(id);
    const frame: Frame = {
      name: callFrame.functionName,
      file: sources.fileOf(callFrame),
      ...(caller !== undefined && { caller: frameOf(caller) }),
    };
    frames.set(id, frame);
    return frame;
  };
  const times = new Map<Frame, number>();
  samples.forEach((id, index) => {
    const frame = frameOf(id);
    // A delta is the time before its sample, in which the frame of the previous sample ran.
    times.set(frame, (times.get(frame) ?? 0) + (timeDeltas[index + 1] ?? 0));
  });
  return times;
}

/** Finds the source of a position of a built script. */
class Sources {
  private readonly maps = new Map<string, SourceMap | undefined>();

  fileOf({ url, lineNumber, columnNumber }: Node["callFrame"]): string {
    if (!url.startsWith("file:") && !url.startsWith("/")) return url;
    const script = url.startsWith("file:") ? fileURLToPath(url) : url;
    const entry = this.mapOf(script)?.findEntry(lineNumber, columnNumber);
    return entry && "originalSource" in entry ? resolve(dirname(script), entry.originalSource) : script;
  }

  private mapOf(script: string): SourceMap | undefined {
    if (!this.maps.has(script)) this.maps.set(script, readMap(script));
    return this.maps.get(script);
  }
}

function readMap(script: string): SourceMap | undefined {
  try {
    return new SourceMap(
      JSON.parse(readFileSync(`${script}.map`, "utf8")) as ConstructorParameters<typeof SourceMap>[0],
    );
  } catch {
    return undefined;
  }
}
