import { describe, expect, it } from "vitest";
import { openJournal } from "../../../../migrations/cli/wiring/open-journal";
import { sampleCheckpoint } from "../../run-store/sample-checkpoint";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();
const mark = { entries: 0, bytes: 0 } as never;
const store = (checkpoint?: ReturnType<typeof sampleCheckpoint>) => ({
  checkpoint,
  run: "forum-1",
  folder: folder(),
});

describe("openJournal", () => {
  it("refuses to begin a journal in the middle of a run", async () => {
    const started = sampleCheckpoint({ journal: undefined });
    await expect(openJournal(store(started), true)).rejects.toThrow(
      expect.objectContaining({
        code: "journal-missing",
        message:
          "run forum-1 was started with --no-journal; resume it with --no-journal, or start over with --no-resume",
      }),
    );
  });

  it("refuses to end a journal in the middle of a run", async () => {
    await expect(openJournal(store(sampleCheckpoint({ journal: mark })), false)).rejects.toThrow(
      expect.objectContaining({
        code: "journal-kept",
        message:
          "run forum-1 keeps a journal, so that it can be rolled back; resume it without --no-journal, or start over with --no-resume",
      }),
    );
  });

  it("opens none for a run that was started without one", async () => {
    expect(await openJournal(store(sampleCheckpoint({ journal: undefined })), false)).toBeUndefined();
  });
});
