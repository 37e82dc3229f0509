import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { onPath } from "./on-path";

/** Reads commands as lines of JSON, and calls their operations with the parameters of the AWS CLI. */
const script = `
import boto3, json, sys
clients = {}
def call(service, command, *rest):
    region, values, at = "us-east-1", {}, 0
    while at < len(rest):
        name, at = rest[at][2:], at + 1
        if at < len(rest) and not rest[at].startswith("--"): value, at = rest[at], at + 1
        elif name.startswith("no-"): name, value = name[3:], False
        else: value = True
        if name == "region": region = value
        else: values[name.replace("-", "")] = value
    client = clients.setdefault((service, region), boto3.client(service, region_name=region))
    operation = client.meta.method_to_api_mapping[command.replace("-", "_")]
    members = client.meta.service_model.operation_model(operation).input_shape.members
    types = {"integer": int, "boolean": bool, "string": str}
    read = lambda shape, text: types[shape.type_name](text) if shape.type_name in types else json.loads(text)
    known = {name.lower(): (name, shape) for name, shape in members.items()}
    kwargs = {known[name][0]: read(known[name][1], value) for name, value in values.items()}
    return getattr(client, command.replace("-", "_"))(**kwargs)
for line in sys.stdin:
    try: result = call(*json.loads(line))
    except Exception as error: result = {"error": repr(error)}
    print(json.dumps(result, default=str), flush=True)
`;

/** The AWS CLI's commands, through boto3, which moto brings. */
export interface AwsCommands {
  /** Runs `aws <words>`. @throws Error with what boto3 says */
  run(words: readonly string[]): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** One process for all commands: boto3 takes a second to start. @param endpoint of moto */
export function startAwsCommands(endpoint: string): AwsCommands {
  const python = join(dirname(onPath("moto_server") ?? ""), "python3");
  const credentials = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
  const env = { ...process.env, AWS_ENDPOINT_URL: endpoint, ...credentials };
  const child = spawn(python, ["-c", script], { env, stdio: ["pipe", "pipe", "inherit"] });
  const results = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run(words) {
      child.stdin.write(`${JSON.stringify(words)}\n`);
      const line = (await results.next()) as IteratorResult<string, undefined>;
      const result = JSON.parse(line.value ?? '{"error":"it has ended"}') as Record<string, unknown>;
      if ("error" in result) throw new Error(`aws ${words.join(" ")}: ${String(result["error"])}`);
      return result;
    },
    close: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.stdin.end();
      }),
  };
}
