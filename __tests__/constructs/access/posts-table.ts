import { Attribute, type DynamoTableProps } from "../../../constructs";

/** A table that roles are granted access to, with two indexes and a stream. */
export const props: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  indexes: {
    UserIndex: { partitionKey: Attribute.string("userId") },
    BoardIndex: { partitionKey: Attribute.string("board") },
  },
  stream: "new-and-old-images",
  region: "us-east-1",
  logicalId: "posts",
};

/** Its ARN, as other resources refer to it. */
export const arn = "${aws_dynamodb_table.posts.arn}";
