/** The props of a {@link GatewayEndpoint}. */
export interface GatewayEndpointProps {
  /** The region of the VPC. */
  readonly region: string;
  /** `vpc-…`; a VPC has one such endpoint a route table. */
  readonly vpcId: string;
  /** `rtb-…`, at least one: the tables of the subnets that are to reach DynamoDB without the internet. */
  readonly routeTableIds: readonly string[];
  /** The tables that can be reached; every other is refused. @default every table of the account */
  readonly tables?: readonly { readonly arn: string }[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
