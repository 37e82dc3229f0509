import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  BackupVault,
  DynamoTable,
  type DynamoTableProps,
  Encryption,
  RetiredTable,
  TableReplica,
  VaultEncryption,
} from "../../../constructs";
import { synthesized, type Terraform } from "../synthesized";

const props: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  logicalId: "posts",
};
const address = "aws_dynamodb_table.posts";

function listed(terraform: Terraform, list: string): string[] {
  const { for_each: instances = {} } = terraform.resource["terraform_data"]?.[list] ?? {};
  return Object.keys(instances as object);
}

function withTable(settings: Partial<DynamoTableProps>): Terraform {
  return synthesized((stack) => new DynamoTable(stack, "posts", { ...props, ...settings }));
}

describe("the list of what is protected", () => {
  it("stops a plan in which one of its instances is gone", () => {
    expect(withTable({}).resource["terraform_data"]?.["protected"]).toEqual({
      for_each: { [address]: address },
      lifecycle: { prevent_destroy: true },
    });
  });

  it.each<[string, Partial<DynamoTableProps>]>([
    ["that AWS protects", { deletionProtection: true, preventDestroy: false }],
    ["that Terraform protects", { deletionProtection: false, preventDestroy: true }],
  ])("has a table %s", (_, settings) => {
    expect(listed(withTable(settings), "protected")).toEqual([address]);
  });

  it("stays where no table is protected", () => {
    expect(withTable({ deletionProtection: false }).resource["terraform_data"]).toHaveProperty("protected");
  });

  it("lets a table go that is not protected any more", () => {
    const terraform = withTable({ deletionProtection: false });
    expect(listed(terraform, "protected")).toEqual([]);
    expect(listed(terraform, "unprotected")).toEqual([address]);
    expect(terraform).toHaveProperty("moved", [
      { from: `terraform_data.protected["${address}"]`, to: `terraform_data.unprotected["${address}"]` },
    ]);
  });

  it.each([true, false])("follows a table to another address, protected: %s", (deletionProtection) => {
    const [formerly, now] = ["aws_dynamodb_table.old", address];
    const terraform = withTable({ deletionProtection, movedFrom: formerly }) as unknown as {
      moved: { from: string; to: string }[];
    };
    const next = new Map(terraform.moved.map(({ from, to }) => [from, to]));
    const last = (place: string): string => (next.has(place) ? last(next.get(place) ?? "") : place);
    const lists = ["protected", "unprotected"];
    const places = lists.flatMap((list) => [formerly, now].map((one) => `terraform_data.${list}["${one}"]`));
    expect(new Set(places.map(last))).toEqual(
      new Set([`terraform_data.${deletionProtection ? "protected" : "unprotected"}["${now}"]`]),
    );
    expect(new Set(next.values()).size).toBe(terraform.moved.length);
  });

  it("has a replica apart from a table of the same logical id", () => {
    const table = { ...props, replicaRegions: ["us-east-1"] };
    const terraform = synthesized((stack) => {
      new DynamoTable(stack, "posts", table);
      const settings = { table, primaryRegion: "us-west-2", region: "us-east-1", logicalId: "posts" };
      new TableReplica(new Construct(stack, "replicas"), "posts", settings);
    });
    expect(listed(terraform, "protected")).toEqual([address, "aws_dynamodb_table_replica.posts"]);
  });

  it.each([
    { preventDestroy: true, list: "protected" },
    { preventDestroy: false, list: "unprotected" },
  ])("has a replica whose table has preventDestroy $preventDestroy as $list", ({ preventDestroy, list }) => {
    const table = { ...props, replicaRegions: ["us-east-1"], deletionProtection: false, preventDestroy };
    const terraform = synthesized((stack) => {
      const settings = { table, primaryRegion: "us-west-2", region: "us-east-1", logicalId: "posts" };
      new TableReplica(stack, "posts", settings);
    });
    expect(listed(terraform, list)).toEqual(["aws_dynamodb_table_replica.posts"]);
  });

  it("has a vault and its key", () => {
    const encryption = VaultEncryption.customerManaged();
    const terraform = synthesized((stack) => new BackupVault(stack, "vault", { name: "shop", encryption }));
    expect(listed(terraform, "protected")).toEqual([
      expect.stringMatching(/^aws_backup_vault\.vault_/),
      expect.stringMatching(/^aws_kms_key\.vault_Key_/),
    ]);
  });
});

describe("a key that was made for a table", () => {
  const key = "aws_kms_key.posts_Encryption_Key_B05271B2";

  it("is protected", () => {
    expect(listed(withTable({ encryption: Encryption.customerManaged() }), "protected")).toContain(key);
  });

  it("is forgotten by Terraform once it is unused, if it is to be kept", () => {
    expect(withTable({ unusedKey: "keep" })).toHaveProperty("removed", [
      { from: key, lifecycle: [{ destroy: false }] },
    ]);
  });

  it("is let go once it is unused, if it is to be deleted", () => {
    const terraform = withTable({ unusedKey: "delete" });
    expect(terraform).not.toHaveProperty("removed");
    expect(listed(terraform, "unprotected")).toEqual([key]);
  });

  it("is left alone while the table uses it", () => {
    const encryption = Encryption.customerManaged();
    const terraform = withTable({ encryption, unusedKey: "keep" });
    expect(terraform).not.toHaveProperty("removed");
    expect(listed(terraform, "protected")).toContain(key);
  });
});

describe("a RetiredTable", () => {
  it("is forgotten with its key, whose alias is deleted", () => {
    const table = { ...props, encryption: Encryption.customerManaged() };
    expect(synthesized((stack) => new RetiredTable(stack, "posts", table))).toHaveProperty("removed", [
      { from: "aws_kms_key.posts_Encryption_Key_B05271B2", lifecycle: [{ destroy: false }] },
      { from: address, lifecycle: [{ destroy: false }] },
    ]);
  });

  it("lists every rule that its props break", () => {
    expect(() => synthesized((stack) => new RetiredTable(stack, "posts", { ...props, name: "P" }))).toThrow(
      'RetiredTable "stack/posts" name: the name must be 3 to 255 characters',
    );
  });
});
