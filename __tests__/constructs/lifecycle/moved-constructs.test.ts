import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  Billing,
  Capacity,
  DynamoTable,
  type DynamoTableProps,
  Encryption,
  moveFromFormerId,
} from "../../../constructs";
import { synthesized, type Terraform } from "../synthesized";

const props: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  indexes: { ByUser: { partitionKey: Attribute.string("userId") } },
  billing: Billing.provisioned({
    read: Capacity.autoscaled({ min: 5, max: 50 }),
    write: Capacity.autoscaled({ min: 5, max: 50 }),
  }),
  encryption: Encryption.customerManaged(),
  insights: true,
};

function addresses({ resource }: Terraform): string[] {
  return Object.entries(resource)
    .filter(([type]) => type !== "terraform_data")
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .toSorted();
}

interface Moved {
  readonly moved: readonly { readonly from: string; readonly to: string }[];
}

function movesOf(terraform: Terraform): Moved["moved"] {
  return (terraform as unknown as Moved).moved;
}

function resourceMoves(terraform: Terraform): Moved["moved"] {
  return movesOf(terraform).filter(({ from }) => !from.startsWith("terraform_data."));
}

describe("a construct whose id was changed", () => {
  const before = synthesized((stack) => new DynamoTable(new Construct(stack, "tables"), "posts", props));
  const after = synthesized((stack) => {
    const articles = new DynamoTable(new Construct(stack, "tables"), "articles", props);
    moveFromFormerId(articles, { id: "posts" });
  });

  it("moves every resource from the address that it had", () => {
    expect(
      resourceMoves(after)
        .map(({ from }) => from)
        .toSorted(),
    ).toEqual(addresses(before));
  });

  it("moves every resource to the address that it has", () => {
    expect(
      resourceMoves(after)
        .map(({ to }) => to)
        .toSorted(),
    ).toEqual(addresses(after));
  });

  it("keeps its protection", () => {
    const [formerly, now] = [before, after].map((terraform) =>
      addresses(terraform).find((address) => address.startsWith("aws_kms_key.")),
    );
    expect(movesOf(after)).toContainEqual({
      from: `terraform_data.protected["${formerly}"]`,
      to: `terraform_data.unprotected["${now}"]`,
    });
    expect(movesOf(after)).toContainEqual({
      from: `terraform_data.unprotected["${now}"]`,
      to: `terraform_data.protected["${now}"]`,
    });
  });
});

describe("a table whose logical id was changed", () => {
  const after = synthesized((stack) => {
    const articles = new DynamoTable(stack, "articles", { ...props, logicalId: "articles" });
    moveFromFormerId(articles, { id: "posts", logicalId: "posts" });
  });

  it("moves its scaling, which is named after it", () => {
    expect(movesOf(after)).toContainEqual({
      from: "aws_appautoscaling_target.posts_read",
      to: "aws_appautoscaling_target.articles_read",
    });
  });
});

describe("a table that keeps its logical id while its construct's id is changed", () => {
  const after = synthesized((stack) => {
    const articles = new DynamoTable(stack, "articles", { ...props, logicalId: "posts" });
    moveFromFormerId(articles, { id: "posts" });
  });

  it("moves only what has its path in its address", () => {
    const moved = resourceMoves(after).map(({ to }) => to);
    expect(moved).not.toContain("aws_dynamodb_table.posts");
    expect(moved).toContainEqual(expect.stringMatching(/^aws_dynamodb_contributor_insights\.articles_/));
  });
});
