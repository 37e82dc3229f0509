/** The default VPC of an emulated AWS, with one of its subnets and its main route table. */
export interface Network {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly routeTableId: string;
}

export async function defaultNetwork(endpoint: string, region: string): Promise<Network> {
  const vpcs = await describe(endpoint, region, "DescribeVpcs");
  const subnets = await describe(endpoint, region, "DescribeSubnets");
  const tables = await describe(endpoint, region, "DescribeRouteTables");
  return {
    vpcId: first(vpcs, /<vpcId>(vpc-[0-9a-f]+)</),
    subnetId: first(subnets, /<subnetId>(subnet-[0-9a-f]+)</),
    routeTableId: first(tables, /<routeTableId>(rtb-[0-9a-f]+)</),
  };
}

async function describe(endpoint: string, region: string, Action: string): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=0`;
  const body = new URLSearchParams({ Action, Version: "2016-11-15" });
  return (await fetch(endpoint, { method: "POST", headers: { authorization }, body })).text();
}

function first(text: string, pattern: RegExp): string {
  const [, found] = pattern.exec(text) ?? [];
  if (found === undefined) throw new Error(`${pattern.source} not found in ${text}`);
  return found;
}
