import { expect, it } from "vitest";
import { neededSchemas } from "./needed-schemas";

/** A field of a protobuf message that has a length. */
function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of((number << 3) | 2), length(bytes.length), bytes]);
}

function length(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}

function entry(map: number, name: string, schema = "schema"): Buffer {
  return field(map, Buffer.concat([field(1, name), field(2, schema)]));
}

/** A message as gRPC sends it. */
function response(...fields: readonly Buffer[]): Buffer {
  const message = Buffer.concat(fields);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

const provider = field(1, "settings of the provider");
const long = "x".repeat(300);

it("keeps the schemas of the constructs' resources and data sources, and the provider's own", () => {
  const table = entry(2, "aws_dynamodb_table", long);
  const partition = entry(3, "aws_partition");
  const whole = response(provider, table, entry(2, "aws_instance", long), partition, entry(3, "aws_ami"));
  expect(neededSchemas(whole)).toEqual(response(provider, table, partition));
});

it("keeps a type only by a whole word of its name", () => {
  const kept = entry(2, "aws_kms_key");
  expect(neededSchemas(response(entry(2, "aws_kmsx_key"), kept))).toEqual(response(kept));
});

it("leaves a response of another form as it is", () => {
  const compressed = Buffer.concat([Buffer.of(1), response(entry(2, "aws_instance")).subarray(1)]);
  expect(neededSchemas(compressed)).toEqual(compressed);
  expect(neededSchemas(Buffer.of(0, 0))).toEqual(Buffer.of(0, 0));
});

it("refuses a message with fields that have no length", () => {
  expect(() => neededSchemas(response(Buffer.of(0x08, 0x01)))).toThrow(
    "field 1 of the schemas has no length",
  );
});
