import { expect, it } from "vitest";
import { sampleCheckpoint } from "../run-store/sample-checkpoint";
import { Workspace } from "./workspace";

it("status hides the password of an endpoint that an earlier version kept in a checkpoint", async () => {
  const workspace = await Workspace.make("http://127.0.0.1:1");
  const { target } = sampleCheckpoint();
  const place = "http://u:secretpw@127.0.0.1:1/?token=secrettok";
  const kept = sampleCheckpoint({ target: { ...target, place } });
  await workspace.file(`.dynamodb-migrate/${kept.run}/checkpoint.json`, JSON.stringify(kept));
  const shown = await workspace.command("status");
  const json = await workspace.command("status --json");
  expect(shown.error.join("\n")).toContain("http://***@127.0.0.1:1");
  expect(`${shown.error.join("\n")}${json.out}`).not.toContain("secret");
  await workspace.remove();
});
