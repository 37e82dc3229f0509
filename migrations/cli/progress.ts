import { SingleBar } from "cli-progress";
import type { Observer } from "../pipeline/observer";
import type { Terminal } from "./terminal";

/** Plain lines come this often at the most. */
const lineEveryMs = 5000;
/** The bar is drawn anew this often at the most. */
const drawEveryMs = 100;
const barWidth = 30;

/** Shows how the work goes: a bar on a terminal, plain lines elsewhere, nothing where `quiet`. */
export function makeObserver(terminal: Terminal, { quiet }: { readonly quiet: boolean }): Observer {
  if (quiet) return new Silence(terminal);
  return terminal.isInteractive ? new Bar(terminal) : new Lines(terminal);
}

class Silence implements Observer {
  constructor(protected readonly terminal: Terminal) {}

  started(_entity: string, _from: string, _to: string): void {}
  progressed(_entity: string, _rows: number, _fraction: number | undefined): void {}
  ended(_entity: string): void {}
  retried(_reason: string, _items: number): void {}

  noted(message: string): void {
    this.terminal.error(message);
  }
}

class Lines extends Silence {
  private last = 0;
  private retries = 0;

  override started(entity: string, from: string, to: string): void {
    this.last = this.terminal.now().getTime();
    this.terminal.error(`${entity}: ${from} → ${to}`);
  }

  override progressed(entity: string, rows: number, fraction: number | undefined): void {
    const now = this.terminal.now().getTime();
    if (now - this.last < lineEveryMs) return;
    this.last = now;
    const share = fraction === undefined ? "" : `, ${Math.floor(fraction * 100)} %`;
    const retries = this.retries > 0 ? `, ${this.retries} requests repeated` : "";
    this.terminal.error(`${entity}: ${rows.toLocaleString("en")} rows${share}${retries}`);
  }

  override retried(): void {
    this.retries++;
  }
}

class Bar extends Silence {
  private bar: SingleBar | undefined;
  private began = 0;
  private drawn = 0;
  private retries = 0;

  override started(entity: string, from: string, to: string): void {
    this.terminal.error(`${entity}: ${from} → ${to}`);
    this.began = this.terminal.now().getTime();
    this.bar = new SingleBar({
      format: "  {bar} {percentage} % · {rows} rows · {speed}/s{retries}",
      barsize: barWidth,
      barCompleteChar: "█",
      barIncompleteChar: "░",
      hideCursor: true,
      clearOnComplete: true,
    });
    this.bar.start(1, 0, { rows: "0", speed: "0", retries: "" });
  }

  override progressed(_entity: string, rows: number, fraction: number | undefined): void {
    const now = this.terminal.now().getTime();
    if (now - this.drawn < drawEveryMs) return;
    this.drawn = now;
    const seconds = (now - this.began) / 1000;
    const speed = seconds > 0 ? Math.round(rows / seconds) : 0;
    const retries = this.retries > 0 ? ` · ${this.retries} requests repeated` : "";
    this.bar?.update(fraction ?? 0, {
      rows: rows.toLocaleString("en"),
      speed: speed.toLocaleString("en"),
      retries,
    });
  }

  override ended(): void {
    this.bar?.update(1);
    this.bar?.stop();
    this.bar = undefined;
  }

  override retried(): void {
    this.retries++;
  }

  override noted(message: string): void {
    this.bar?.stop();
    this.bar = undefined;
    this.terminal.error(message);
  }
}
