import { readFile } from "node:fs/promises";
import { replaceFile } from "../../migrations/files/replace-file";
import { unlessMissing } from "../../migrations/files/unless-missing";
import { ControlUnreachableError, CutoverError, RevisionConflictError } from "../errors";
import type { Control, ControlEvent, EntityControl, ProcessReport } from "./control";
import { withFileLock } from "./file-lock";
import { readControlEvent, readEntityControl, readProcessReport } from "./read-documents";
import { StoredDocument } from "./stored-document";

/** What the file holds. */
interface Content {
  readonly entities: readonly EntityControl[];
  /** Oldest first. */
  readonly history: readonly ControlEvent[];
  readonly reports: readonly StoredReport[];
}

interface StoredReport extends ProcessReport {
  /** Milliseconds since 1970, of this host. */
  readonly reportedAt: number;
}

/** Reports of processes that ended without leaving are removed after this time. Milliseconds. */
const reportsKeptMs = 86_400_000;
const formatVersion = 1;

/**
 * The control in a JSON file, for processes of one host: development, tests, and applications that run on a single
 * machine. Written as a whole under another name and renamed; changes are serialized by a lock file next to it.
 */
export class FileControl implements Control {
  constructor(private readonly path: string) {}

  get description(): string {
    return `file ${this.path}`;
  }

  async read(): Promise<ReadonlyMap<string, EntityControl>> {
    const { entities } = await this.content();
    return new Map(entities.map((control) => [control.entity, control]));
  }

  change(next: EntityControl, event: Omit<ControlEvent, "entity" | "revision">): Promise<void> {
    const { entity, revision } = next;
    return this.update(({ entities, history, reports }) => {
      const stored = entities.find((control) => control.entity === entity)?.revision ?? 0;
      if (stored !== revision - 1)
        throw new RevisionConflictError(
          `${this.description}: ${entity} was changed by somebody else since revision ${revision - 1} was read; it is at revision ${stored}: read the status again, then repeat the command`,
        );
      return {
        entities: [...entities.filter((control) => control.entity !== entity), next],
        history: [...history, { ...event, entity, revision }],
        reports,
      };
    });
  }

  report(report: ProcessReport): Promise<void> {
    const reportedAt = Date.now();
    return this.update(({ reports, ...rest }) => ({
      ...rest,
      reports: [
        ...reports.filter(
          (one) => one.process !== report.process && reportedAt - one.reportedAt < reportsKeptMs,
        ),
        { ...report, reportedAt },
      ],
    }));
  }

  leave(process: string): Promise<void> {
    return this.update(({ reports, ...rest }) => ({
      ...rest,
      reports: reports.filter((report) => report.process !== process),
    }));
  }

  async reports(): Promise<readonly ProcessReport[]> {
    const { reports } = await this.content();
    return reports.map(({ reportedAt: _, ...report }) => report);
  }

  async history(entity: string): Promise<readonly ControlEvent[]> {
    const { history } = await this.content();
    return history.filter((event) => event.entity === entity).toReversed();
  }

  remove(entity: string): Promise<void> {
    return this.update(({ entities, history, reports }) => ({
      entities: entities.filter((control) => control.entity !== entity),
      history: history.filter((event) => event.entity !== entity),
      reports,
    }));
  }

  private update(step: (content: Content) => Content): Promise<void> {
    return this.guarded(() =>
      withFileLock(`${this.path}.lock`, async () => {
        const next = { formatVersion, ...step(await this.content()) };
        await replaceFile(this.path, `${JSON.stringify(next, null, 2)}\n`);
      }),
    );
  }

  private content(): Promise<Content> {
    return this.guarded(async () => {
      const text = await readFile(this.path, "utf8").catch(unlessMissing(undefined));
      if (text === undefined) return { entities: [], history: [], reports: [] };
      return this.parsed(JSON.parse(text));
    });
  }

  private parsed(value: unknown): Content {
    const where = this.description;
    const stored = new StoredDocument(value, where);
    return {
      entities: stored.list("entities").map((one) => readEntityControl(one, where)),
      history: stored.list("history").map((one) => readControlEvent(one, where)),
      reports: stored.list("reports").map((one) => ({
        ...readProcessReport(one, where),
        reportedAt: new StoredDocument(one, where).number("reportedAt"),
      })),
    };
  }

  private async guarded<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (cause) {
      if (cause instanceof CutoverError) throw cause;
      throw new ControlUnreachableError(
        `${this.description} cannot be used: ${(cause as Error).message}; correct its path or permissions, or restore the file from a copy`,
        { cause },
      );
    }
  }
}
