import { join } from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../emulators/program";

const project = process.cwd();
const minutes = 60_000;

it(
  "everything public is documented, and every link of the API reference leads somewhere",
  async () => {
    const typedoc = join(project, "node_modules/typedoc/bin/typedoc");
    const run = await runProgram(
      process.execPath,
      [typedoc, "--emit", "none", "--treatWarningsAsErrors", "--logLevel", "Warn"],
      { folder: project, environment: { ...process.env, NO_COLOR: "1" } },
    );
    expect(run).toMatchObject({ code: 0, text: "" });
  },
  5 * minutes,
);
