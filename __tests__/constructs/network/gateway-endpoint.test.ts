import { TerraformStack, Testing, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { GatewayEndpoint, type GatewayEndpointProps } from "../../../constructs";
import { endpointViolations } from "../../../constructs/internal";
import { only, statements, synthesized } from "../synthesized";

const minimal: GatewayEndpointProps = {
  region: "us-east-1",
  vpcId: "vpc-0abc",
  routeTableIds: ["rtb-0abc"],
};
const account = "${data.aws_caller_identity.account_identity_B7F107C0.account_id}";

function endpointOf(props: Partial<GatewayEndpointProps> = {}): Record<string, unknown> {
  const terraform = synthesized((stack) => new GatewayEndpoint(stack, "endpoint", { ...minimal, ...props }));
  return only(terraform, "aws_vpc_endpoint");
}

describe("GatewayEndpoint", () => {
  it("minimal", () => {
    expect(endpointOf()).toEqual({
      vpc_id: "vpc-0abc",
      service_name: "com.amazonaws.us-east-1.dynamodb",
      vpc_endpoint_type: "Gateway",
      route_table_ids: ["rtb-0abc"],
      policy: expect.any(String) as string,
    });
  });

  it("leads to no table of another account", () => {
    expect(statements(endpointOf().policy)).toEqual([
      {
        Effect: "Allow",
        Principal: "*",
        Action: "dynamodb:*",
        Resource: ["*"],
        Condition: { StringEquals: { "aws:ResourceAccount": account } },
      },
    ]);
  });

  it("leads to the tables that are named, their indexes and streams, and to no other", () => {
    expect(statements(endpointOf({ tables: [{ arn: "arn:posts" }] }).policy)[0]).toMatchObject({
      Resource: ["arn:posts", "arn:posts/*"],
    });
  });

  it("has tags", () => {
    expect(endpointOf({ tags: { Team: "forum" } })).toMatchObject({ tags: { Team: "forum" } });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const props = { region: "us-wset-1", vpcId: "main", routeTableIds: [] };
    expect(() => new GatewayEndpoint(stack, "endpoint", props)).toThrow(
      /region: .*\n.*vpcId: .*\n.*routeTableIds: /,
    );
  });

  it("lets values through that are known only at apply", () => {
    const text = Token.asString({ resolve: () => "${var.text}" });
    expect(endpointViolations({ region: text, vpcId: text, routeTableIds: [text] })).toEqual([]);
  });
});
