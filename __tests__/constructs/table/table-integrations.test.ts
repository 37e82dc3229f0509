import { describe, expect, it } from "vitest";
import {
  Attribute,
  DynamoTable,
  type DynamoTableProps,
  TableReplica,
  type TableReplicaProps,
} from "../../../constructs";
import { only, statements, synthesized, type Terraform } from "../synthesized";

const minimal: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  logicalId: "posts",
};
const eastStream = "arn:aws:kinesis:us-east-1:123456789012:stream/posts";
const westStream = "arn:aws:kinesis:us-west-2:123456789012:stream/posts";
const reader = "arn:aws:iam::210987654321:role/reader";

function tableWith(props: Partial<DynamoTableProps>): Terraform {
  return synthesized((stack) => new DynamoTable(stack, "posts", { ...minimal, ...props }));
}

function replicaOf(table: Partial<DynamoTableProps>, props: Partial<TableReplicaProps> = {}): Terraform {
  const whole = { ...minimal, replicaRegions: ["us-west-2"], ...table };
  const regions = { primaryRegion: "us-east-1", region: "us-west-2", logicalId: "posts" };
  return synthesized((stack) => new TableReplica(stack, "posts", { table: whole, ...regions, ...props }));
}

describe("warm throughput", () => {
  it("is asked for on the table and on an index", () => {
    const terraform = tableWith({
      warmThroughput: { read: 20_000, write: 5_000 },
      indexes: { UserIndex: { partitionKey: Attribute.string("userId"), warmThroughput: { read: 15_000 } } },
    });
    expect(only(terraform, "aws_dynamodb_table")).toMatchObject({
      warm_throughput: { read_units_per_second: 20_000, write_units_per_second: 5_000 },
      global_secondary_index: [{ warm_throughput: { read_units_per_second: 15_000 } }],
    });
  });
});

describe("a Kinesis destination", () => {
  const kinesis = {
    streamArn: eastStream,
    replicaStreamArns: { "us-west-2": westStream },
    precision: "microsecond",
  } as const;

  it("takes the changes of the table", () => {
    expect(only(tableWith({ kinesis }), "aws_dynamodb_kinesis_streaming_destination")).toEqual({
      table_name: "${aws_dynamodb_table.posts.name}",
      stream_arn: eastStream,
      approximate_creation_date_time_precision: "MICROSECOND",
    });
  });

  it("of a replica is the one of its region", () => {
    expect(only(replicaOf({ kinesis }), "aws_dynamodb_kinesis_streaming_destination")).toMatchObject({
      table_name: "Posts",
      stream_arn: westStream,
      depends_on: ["aws_dynamodb_table_replica.posts"],
    });
  });

  it("is missing from a replica in a region without a stream", () => {
    const { resource } = replicaOf({ kinesis: { streamArn: eastStream } });
    expect(resource).not.toHaveProperty("aws_dynamodb_kinesis_streaming_destination");
  });
});

describe("a table's own policy", () => {
  const resourcePolicy = [{ principals: [reader], access: "read", vpcEndpointId: "vpce-0abc" }] as const;

  it("lets others do what it says to the table and its indexes", () => {
    const policy = only(tableWith({ resourcePolicy }), "aws_dynamodb_resource_policy");
    expect(policy["resource_arn"]).toBe("${aws_dynamodb_table.posts.arn}");
    const allowed = {
      Effect: "Allow",
      Principal: { AWS: [reader] },
      Condition: { StringEquals: { "aws:SourceVpce": "vpce-0abc" } },
    };
    expect(statements(policy["policy"])).toMatchObject([
      { ...allowed, Resource: "${aws_dynamodb_table.posts.arn}" },
      { ...allowed, Resource: "${aws_dynamodb_table.posts.arn}/index/*" },
    ]);
  });

  it("is carried over to a replica", () => {
    expect(only(replicaOf({ resourcePolicy }), "aws_dynamodb_resource_policy")).toMatchObject({
      resource_arn: "${aws_dynamodb_table_replica.posts.arn}",
    });
  });

  it("is another one on a replica that says so", () => {
    const own = [{ principals: ["arn:aws:iam::210987654321:root"], access: ["GetItem"] }] as const;
    const policy = only(
      replicaOf({ resourcePolicy }, { resourcePolicy: own }),
      "aws_dynamodb_resource_policy",
    );
    expect(statements(policy["policy"])).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam::210987654321:root"] },
        Action: ["dynamodb:GetItem"],
        Resource: "${aws_dynamodb_table_replica.posts.arn}",
      },
    ]);
  });
});

describe("a table that is imported from S3", () => {
  it("is filled from CSV with headers of its own", () => {
    const terraform = tableWith({
      deletionProtection: false,
      importFrom: {
        bucket: "exports",
        keyPrefix: "posts/",
        bucketOwner: "123456789012",
        format: "csv",
        compression: "gzip",
        csvDelimiter: ";",
        csvHeaders: ["postId", "title"],
      },
    });
    expect(only(terraform, "aws_dynamodb_table")).toMatchObject({
      import_table: {
        input_format: "CSV",
        input_compression_type: "GZIP",
        input_format_options: { csv: { delimiter: ";", header_list: ["postId", "title"] } },
        s3_bucket_source: { bucket: "exports", key_prefix: "posts/", bucket_owner: "123456789012" },
      },
    });
  });

  it("is filled from items of DynamoDB, which need no options", () => {
    const importFrom = { bucket: "exports", format: "dynamodb-json" } as const;
    const terraform = tableWith({ deletionProtection: false, importFrom });
    expect(only(terraform, "aws_dynamodb_table")["import_table"]).toEqual({
      input_format: "DYNAMODB_JSON",
      input_compression_type: "NONE",
      s3_bucket_source: { bucket: "exports" },
    });
  });
});

describe("a table that is there", () => {
  it("is taken over by its name", () => {
    const terraform = synthesized((stack) => {
      new DynamoTable(stack, "posts", { ...minimal, adopt: true });
      new DynamoTable(stack, "users", { ...minimal, name: "Users", logicalId: "users", adopt: true });
    });
    expect(terraform).toMatchObject({
      import: [
        { to: "aws_dynamodb_table.posts", id: "Posts" },
        { to: "aws_dynamodb_table.users", id: "Users" },
      ],
    });
  });

  it("is moved from the address of a module's", () => {
    expect(tableWith({ movedFrom: "module.posts.aws_dynamodb_table.this[0]" })).toHaveProperty("moved.0", {
      from: "module.posts.aws_dynamodb_table.this[0]",
      to: "aws_dynamodb_table.posts",
    });
  });

  it("is moved from the address of a hand-written one", () => {
    expect(tableWith({ movedFrom: "aws_dynamodb_table.posts_table" })).toHaveProperty("moved.0", {
      from: "aws_dynamodb_table.posts_table",
      to: "aws_dynamodb_table.posts",
    });
  });
});
