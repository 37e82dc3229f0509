import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { cutoverGrants } from "../../../constructs/internal";
import type { EntityControl } from "../../../cutover/control/control";
import { DynamoDbControl } from "../../../cutover/control/dynamodb-control";
import { DynamoDbLedger } from "../../../cutover/ledger/dynamodb-ledger";

interface SentCommand {
  readonly constructor: { readonly name: string };
  readonly input: {
    readonly TransactItems?: readonly object[];
    readonly Key?: { readonly pk: { readonly S: string } };
  };
}

/** The IAM actions of the requests that `use` sends, and the partitions that it deletes from. */
async function actionsOf(use: (client: DynamoDBClient) => Promise<unknown>) {
  const sent: SentCommand[] = [];
  const client = {
    send: (command: SentCommand) => {
      sent.push(command);
      return Promise.resolve({});
    },
  };
  await use(client as unknown as DynamoDBClient);
  const actions = sent.flatMap(({ constructor: { name }, input }) => {
    // IAM authorizes a transaction by the actions inside of it.
    const inner = (input.TransactItems ?? []).flatMap((item) => Object.keys(item).map((one) => `${one}Item`));
    return name === "TransactWriteItemsCommand" ? inner : [name.replace(/Command$/, "")];
  });
  const deletedFrom = sent
    .filter(({ constructor: { name } }) => name === "DeleteItemCommand")
    .map(({ input }) => input.Key?.pk.S);
  return { actions: new Set(actions), deletedFrom };
}

const granted = (access: "application" | "operator", of: "control" | "ledger") =>
  new Set(
    cutoverGrants[access].filter(({ table }) => table === of).flatMap(({ access: actions }) => actions),
  );

const users: EntityControl = {
  ...{ entity: "users", revision: 1, mode: "dual", phase: "old", epoch: 0, percent: 0, allow: [], deny: [] },
  ...{ salt: "a", compareSample: 0.1 },
  gates: { maxErrorRate: 0.001, maxLatencyP99: 100, maxDifferences: 0, maxLedgerAge: 60 },
};
const event = { at: "2026-11-26T09:00:00.000Z", by: "ops", change: "registered" };
const entry = { ...{ entity: "users", key: "1", writer: "a.1", revision: 1, epoch: 0 }, at: event.at };

const asApplication = async (client: DynamoDBClient) => {
  const control = new DynamoDbControl({ table: "forum-control", client });
  await control.read();
  await control.change(users, event);
  await control.report({ process: "a", label: "host 1", beats: 1, entities: [] });
  await control.reports();
  await control.leave("a");
};

describe("the grants of a cutover", () => {
  it("allow an application what the control sends for it, and nothing else", async () => {
    expect(granted("application", "control")).toEqual((await actionsOf(asApplication)).actions);
  });

  it("allow an application to delete from the partition that its report is in", async () => {
    const { deletedFrom } = await actionsOf(asApplication);
    expect(cutoverGrants.application.flatMap(({ leadingKeys = [] }) => leadingKeys)).toEqual(deletedFrom);
  });

  it("allow an operator what the control sends to change, list and remove an entity, and nothing else", async () => {
    const { actions } = await actionsOf(async (client) => {
      const control = new DynamoDbControl({ table: "forum-control", client });
      await control.read();
      await control.reports();
      await control.change(users, event);
      await control.history("users");
      await control.remove("users");
    });
    expect(granted("operator", "control")).toEqual(actions);
  });

  it.each(["application", "operator"] as const)(
    "allow the %s what the ledger sends, and nothing else",
    async (access) => {
      const { actions } = await actionsOf(async (client) => {
        const ledger = new DynamoDbLedger({ table: "forum-ledger", client });
        await ledger.add(entry);
        await ledger.remove(entry);
        for await (const { key } of ledger.entries("users")) expect(key).toBeDefined();
      });
      expect(granted(access, "ledger")).toEqual(actions);
    },
  );
});
