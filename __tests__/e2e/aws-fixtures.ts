import { expect } from "vitest";

/** Calls an operation of a query protocol on moto, outside of Terraform. */
async function ask(endpoint: string, service: string, body: string): Promise<string> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...signed(service) },
    body,
  });
  expect(response.status).toBe(200);
  return response.text();
}

/** The header from which moto reads the service and the region of a request. */
export function signed(service: string, region = "us-east-1"): { readonly authorization: string } {
  const scope = `test/20260101/${region}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, Signature=0` };
}

/** Creates the IAM user of a program. */
export async function createUser(endpoint: string, name: string): Promise<void> {
  await ask(endpoint, "iam", `Action=CreateUser&UserName=${name}&Version=2010-05-08`);
}

/** Creates a bucket. */
export async function createBucket(endpoint: string, name: string): Promise<void> {
  const response = await fetch(`${endpoint}/${name}`, { method: "PUT", headers: signed("s3") });
  expect(response.status).toBe(200);
}

/** The default VPC of a region of moto, and its route table. */
export async function defaultNetwork(endpoint: string, region: string) {
  const idOf = async (action: string, kind: string) => {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: signed("ec2").authorization.replace("us-east-1", region),
      },
      body: `Action=${action}&Version=2016-11-15`,
    });
    const id = new RegExp(`<${kind}>([^<]+)<`).exec(await response.text())?.[1];
    expect(id).toBeDefined();
    return String(id);
  };
  const vpcId = await idOf("DescribeVpcs", "vpcId");
  return { vpcId, routeTableIds: [await idOf("DescribeRouteTables", "routeTableId")] };
}
