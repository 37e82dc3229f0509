import { expect } from "vitest";

/** An operation of a query protocol on moto, behind Terraform's back. */
async function ask(endpoint: string, service: string, body: string): Promise<string> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...signed(service) },
    body,
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** The header by which moto knows the service and the region that a request is for. */
export function signed(service: string, region = "us-east-1"): { readonly authorization: string } {
  const scope = `test/20260101/${region}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, Signature=0` };
}

/** The IAM user that a program signs in as, and that is there before its tables are. */
export async function createUser(endpoint: string, name: string): Promise<void> {
  await ask(endpoint, "iam", `Action=CreateUser&UserName=${name}&Version=2010-05-08`);
}

/** A bucket that is there before what writes into it. */
export async function createBucket(endpoint: string, name: string): Promise<void> {
  const answer = await fetch(`${endpoint}/${name}`, { method: "PUT", headers: signed("s3") });
  expect(answer.status).toBe(200);
}

/** The VPC that every region of moto begins with, and its route table. */
export async function defaultNetwork(endpoint: string, region: string) {
  const idOf = async (action: string, kind: string) => {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: signed("ec2").authorization.replace("us-east-1", region),
      },
      body: `Action=${action}&Version=2016-11-15`,
    });
    const id = new RegExp(`<${kind}>([^<]+)<`).exec(await answer.text())?.[1];
    expect(id).toBeDefined();
    return String(id);
  };
  const vpcId = await idOf("DescribeVpcs", "vpcId");
  return { vpcId, routeTableIds: [await idOf("DescribeRouteTables", "routeTableId")] };
}
