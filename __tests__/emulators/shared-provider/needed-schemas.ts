/** The services whose resources and data sources the constructs use, as their types are named after them. */
const services = [
  ...[
    "appautoscaling",
    "backup",
    "batch",
    "budgets",
    "caller_identity",
    "cloudtrail",
    "cloudwatch",
    "dax",
    "dynamodb",
  ],
  ...[
    "eks",
    "iam",
    "kms",
    "partition",
    "region",
    "route53",
    "s3_bucket",
    "security_group",
    "sns",
    "vpc_endpoint",
  ],
];

const needed = new RegExp(`^aws_(?:${services.join("|")})(?:_|$)`);

/** The fields of GetProviderSchema.Response that are maps of schemas or functions by their names. */
const maps = new Set([2, 3, 7, 8]);

/**
 * A response to `GetSchema` without the schemas of other services, as it comes over gRPC. Terraform decodes the
 * schema of each of the provider's 1,500 types in every command, which takes it most of its time. A type that is
 * missing fails the command: "The provider hashicorp/aws does not support resource type".
 *
 * @see https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/tfplugin5.proto
 */
export function neededSchemas(response: Buffer): Buffer {
  // One message: a flag for compression, which gRPC leaves unset here, and its length.
  if (response.length < 5 || response[0] !== 0 || response.readUInt32BE(1) !== response.length - 5) {
    return response;
  }
  const kept = [...fields(response.subarray(5))].filter(isNeeded).map(({ bytes }) => bytes);
  const message = Buffer.concat(kept);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

interface Field {
  readonly number: number;
  readonly value: Buffer;
  /** The field whole, with its tag and length. */
  readonly bytes: Buffer;
}

function isNeeded({ number, value }: Field): boolean {
  if (!maps.has(number)) return true;
  const [name] = fields(value);
  return name !== undefined && needed.test(name.value.toString());
}

/** The fields of a protobuf message all of whose fields have lengths, as those of the response do. */
function* fields(message: Buffer): Generator<Field> {
  let start = 0;
  while (start < message.length) {
    const tag = varint(message, start);
    if ((tag.value & 7) !== 2) throw new Error(`field ${tag.value >> 3} of the schemas has no length`);
    const length = varint(message, tag.end);
    const end = length.end + length.value;
    yield {
      number: tag.value >> 3,
      value: message.subarray(length.end, end),
      bytes: message.subarray(start, end),
    };
    start = end;
  }
}

function varint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let end = start;
  let byte: number;
  do {
    byte = bytes[end] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (end - start));
    end++;
  } while (byte >= 0x80);
  return { value, end };
}
