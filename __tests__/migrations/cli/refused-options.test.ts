import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Workspace } from "./workspace";

describe("a command line", () => {
  let shop: Workspace;

  beforeAll(async () => {
    // Nothing is asked of a service.
    shop = await Workspace.make("http://127.0.0.1:1");
    await shop.file("text.json", '{"some": "text"}');
  });
  afterAll(() => shop.remove());

  it.each([
    [
      "that asks for a report of a file that is no result",
      "report text.json",
      "text.json is not the result of a run; expected what `dynamodb-migrate run --json` prints",
    ],
    [
      "that names an organization without a workspace",
      "env --outputs hcp:acme",
      '--outputs must be hcp:<organization>/<workspace> or hcp:<host>/<organization>/<workspace>, got "hcp:acme"',
    ],
    [
      "that names a workspace with a path behind it",
      "env --outputs hcp:app.terraform.io/acme/forum/runs",
      '--outputs must be hcp:<organization>/<workspace> or hcp:<host>/<organization>/<workspace>, got "hcp:app.terraform.io/acme/forum/runs"',
    ],
    [
      "that creates a table for an import from S3",
      "import --s3 s3://exports/nightly --table notes --key id --make-table",
      "--make-table does not go with --s3, which makes the table",
    ],
    [
      "that imports from a folder and from S3",
      "import export --s3 s3://exports/nightly --table notes --key id",
      "import reads from a folder or with --s3, got both: export",
    ],
    [
      "that imports from S3 into a table without a key",
      "import --s3 s3://exports/nightly --table notes",
      "--s3 needs --table <name> and --key <attribute:type>, such as --key id or --key id,at:N: the service imports only into a new table",
    ],
    [
      "that scans by workers what DynamoDB copies",
      "backup --workers 2 --on-demand",
      "--workers and --on-demand are mutually exclusive: DynamoDB copies the table itself and consumes none of its read units; omit --workers",
    ],
    [
      "that exports by workers to S3",
      "export --workers 2 --s3 s3://exports/nightly",
      "--workers and --s3 are mutually exclusive: DynamoDB copies the table itself and consumes none of its read units; omit --workers",
    ],
    [
      "that restores by workers what DynamoDB restores",
      "restore --workers 2 --from-backup arn:aws:dynamodb:x --to notes",
      "--workers and --from-backup are mutually exclusive: DynamoDB restores the table itself; omit --workers",
    ],
    [
      "that imports by workers from S3",
      "import --workers 2 --s3 s3://exports/nightly",
      "--workers and --s3 are mutually exclusive: DynamoDB imports the items itself; omit --workers",
    ],
    [
      "that restores by workers without writing",
      "restore nightly --workers 2 --dry-run",
      "--workers and --dry-run are mutually exclusive",
    ],
    [
      "that restores by workers in a program that cannot start them",
      "restore nightly --workers 2",
      "--workers needs the dynamodb-migrate command line",
    ],
  ])("%s is refused", async (_what, command, message) => {
    expect(await shop.command(command)).toMatchObject({ code: 2, error: [message] });
  });

  it.each(["backup", "export", "restore nightly", "import nightly"])(
    "that starts more workers than a machine can have is refused: %s",
    async (command) => {
      const { code, error } = await shop.command(`${command} --workers 257`);
      expect(error[0]).toContain("expected at most 256 processes, since all run on this machine, got 257");
      expect(code).toBe(2);
    },
  );
});
