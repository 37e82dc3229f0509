/** The props of a {@link GatewayEndpoint}. */
export interface GatewayEndpointProps {
  /** The region of the VPC. */
  readonly region: string;
  /** `vpc-…`. A route table can have one DynamoDB endpoint. */
  readonly vpcId: string;
  /** Ids of at least one route table, `rtb-…`, of the subnets that use the endpoint. */
  readonly routeTableIds: readonly string[];
  /**
   * DynamoDB tables that can be reached through the endpoint. All others are denied.
   *
   * @default all tables of the account
   */
  readonly tables?: readonly { readonly arn: string }[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
