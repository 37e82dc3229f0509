import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { framework } from "../../constructs/internal";
import { loadTables, PrimaryStack } from "../../stacks";
import { writtenStack, writtenStacks } from "./written-stacks";

const minimal = `
service: forum
environment: dev
regions: { primary: us-east-1 }
tables:
  posts: { partitionKey: postId }
`;
const primary = (more = "") => writtenStack(`${minimal}${more}`, "forum-dev-us-east-1");

describe("PrimaryStack", () => {
  it("is named after the service, the environment and the region", () => {
    expect(Object.keys(writtenStacks(minimal))).toEqual(["forum-dev-us-east-1"]);
  });

  it("calls a table by the service, the environment and its id", () => {
    expect(primary().resource.aws_dynamodb_table?.posts).toMatchObject({ name: "forum-dev-posts" });
  });

  it("calls a table by another prefix", () => {
    expect(primary('tableNamePrefix: ""').resource.aws_dynamodb_table?.posts).toMatchObject({
      name: "posts",
    });
  });

  it("calls a table by its exact name, prefix or not", () => {
    const stack = writtenStack(
      minimal.replace("{ partitionKey", "{ name: Posts, partitionKey"),
      "forum-dev-us-east-1",
    );
    expect(stack.resource.aws_dynamodb_table?.posts).toMatchObject({ name: "Posts" });
  });

  it("tells other programs of its tables", () => {
    expect(primary().output.dynamodb_tables).toEqual({
      description: "The DynamoDB tables of this stack: names, ARNs, keys, indexes and capacity.",
      value: {
        formatVersion: 1,
        service: "forum",
        environment: "dev",
        region: "us-east-1",
        role: "primary",
        tables: {
          posts: {
            name: "forum-dev-posts",
            arn: "${aws_dynamodb_table.posts.arn}",
            streamArn: null,
            kmsKeyArn: null,
            partitionKey: { name: "postId", type: "S" },
            sortKey: null,
            indexes: [],
            billing: { mode: "on-demand", read: null, write: null, maxRead: null, maxWrite: null },
            ttlAttribute: null,
            replicaRegions: [],
          },
        },
      },
    });
  });

  it("tells task definitions of its roles", () => {
    expect(primary("taskRoles: { web: { posts: read } }").output.task_roles?.value).toEqual({
      web: {
        arn: "${aws_iam_role.taskRoles_web_2BDF9427.arn}",
        environment: [
          { name: "AWS_REGION", value: "us-east-1" },
          { name: "POSTS_TABLE", value: "forum-dev-posts" },
        ],
      },
    });
  });

  it.each([
    ["ecs", "service: ecs", "ecs-tasks.amazonaws.com"],
    ["lambda", "service: lambda, logs: false", "lambda.amazonaws.com"],
    [
      "eks-pod-identity",
      "service: eks-pod-identity, cluster: prod, namespace: forum, serviceAccount: web",
      "pods.eks.amazonaws.com",
    ],
    [
      "eks-irsa",
      "service: eks-irsa, oidcProviderArn: arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A, namespace: forum, serviceAccount: web",
      "oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A",
    ],
  ])("has the role of a service of %s", (_, settings, principal) => {
    const stack = primary(`taskRoles: { web: { ${settings}, tables: { posts: read } } }`);
    expect(Object.values(stack.resource.aws_iam_role ?? {})[0]?.assume_role_policy).toContain(principal);
    expect(stack.output.task_roles?.value).toMatchObject({
      web: {
        environment: expect.arrayContaining([{ name: "POSTS_TABLE", value: "forum-dev-posts" }]) as unknown,
      },
    });
  });

  it("has the role of an ECS service that may use a table called service", () => {
    const tables = minimal.replace("posts: {", "service: {");
    const stack = writtenStack(`${tables}taskRoles: { web: { service: read } }`, "forum-dev-us-east-1");
    expect(Object.values(stack.resource.aws_iam_role ?? {})[0]?.assume_role_policy).toContain("ecs-tasks");
  });

  it("has no output for task roles without any", () => {
    expect(primary().output).not.toHaveProperty("task_roles");
  });

  it("tags everything", () => {
    expect(primary("tags: { Team: forum }").provider.aws[0]).toMatchObject({
      default_tags: [{ tags: { Team: "forum" } }],
    });
  });

  it("makes one key for all tables that are to have one made", () => {
    const more = "  users: { partitionKey: userId }\ndefaults: { encryption: customer-managed }";
    expect(Object.keys(primary(more).resource.aws_kms_key ?? {})).toHaveLength(1);
  });

  it("keeps the key as long as any of its tables is kept", () => {
    const more =
      "  users: { partitionKey: userId, deletionProtection: false }\ndefaults: { encryption: customer-managed }";
    expect(Object.values(primary(more).resource.aws_kms_key ?? {})).toMatchObject([
      { lifecycle: { prevent_destroy: true } },
    ]);
  });

  it("uses the customer-managed KMS key of its region", () => {
    const keyArns = "{ us-east-1: 'arn:aws:kms:us-east-1:123456789012:key/1' }";
    expect(
      primary(`defaults: { encryption: { keyArns: ${keyArns} } }`).resource.aws_dynamodb_table?.posts,
    ).toMatchObject({
      server_side_encryption: { kms_key_arn: "arn:aws:kms:us-east-1:123456789012:key/1" },
    });
  });

  it("sends changes to the data stream of its region", () => {
    const streamArn = "arn:aws:kinesis:us-east-1:123456789012:stream/posts";
    const kinesis = `{ streamArns: { us-east-1: '${streamArn}' }, precision: microsecond }`;
    const stack = writtenStack(
      minimal.replace("postId }", `postId, kinesis: ${kinesis} }`),
      "forum-dev-us-east-1",
    );
    expect(Object.values(stack.resource.aws_dynamodb_kinesis_streaming_destination ?? {})).toMatchObject([
      { stream_arn: streamArn, approximate_creation_date_time_precision: "MICROSECOND" },
    ]);
  });

  it("lets others use a table by its own policy", () => {
    const grant = "{ principals: ['arn:aws:iam::210987654321:root'], actions: [GetItem] }";
    const { resource } = primary(`defaults: { resourcePolicy: [${grant}] }`);
    expect(Object.values(resource.aws_dynamodb_resource_policy ?? {})).toMatchObject([
      { policy: expect.stringContaining("dynamodb:GetItem") as string },
    ]);
  });

  it("imports an existing table", () => {
    expect(primary("defaults: { adopt: true }")).toMatchObject({
      import: [{ to: "aws_dynamodb_table.posts", id: "forum-dev-posts" }],
    });
  });

  it("limits what a role may do to the keys and actions that it needs", () => {
    const roles = "taskRoles: { web: { posts: { actions: [GetItem], leadingKeys: ['USR#*'] } } }";
    expect(Object.values(primary(roles).resource.aws_iam_role_policy ?? {})).toMatchObject([
      { policy: expect.stringContaining('"dynamodb:LeadingKeys":["USR#*"]') as string },
    ]);
  });

  it("has a role for the migration runner, and tells of it", () => {
    const stack = primary("migrationRole: { assumedBy: ['arn:aws:iam::123456789012:role/pipeline'] }");
    expect(Object.values(stack.resource.aws_iam_role ?? {})).toMatchObject([{ name: "forum-dev-migration" }]);
    expect(stack.output.migration_role?.value).toBe("${aws_iam_role.migrationRole_16E93905.arn}");
  });

  it("gives the migration runner the streams of the tables that it follows", () => {
    const role = "{ assumedBy: ['arn:aws:iam::123456789012:role/pipeline'], follow: [posts] }";
    const text = minimal.replace("postId", "postId, stream: keys-only");
    const stack = writtenStack(`${text}migrationRole: ${role}`, "forum-dev-us-east-1");
    expect(Object.values(stack.resource.aws_iam_role_policy ?? {})).toMatchObject([
      { policy: expect.stringContaining("dynamodb:GetRecords") as string },
    ]);
  });

  it.each([
    { kind: "user", type: "aws_iam_user_policy" },
    { kind: "group", type: "aws_iam_group_policy" },
    { kind: "role", type: "aws_iam_role_policy" },
  ])("lets a $kind make tables of its own", ({ kind, type }) => {
    const { resource } = primary(`tablePrefixPolicies: { nexus: { prefix: Nexus, ${kind}: nexuslink } }`);
    expect(Object.values(resource[type] ?? {})).toMatchObject([
      { [kind]: "nexuslink", name: "dynamodb-Nexus" },
    ]);
  });

  it("refuses a role for a table that a configuration of one's own does not have", () => {
    const config = { ...loadTables("tables.yaml", minimal), taskRoles: { web: { users: "read" as const } } };
    expect(() => new PrimaryStack(new App({ outdir: "/tmp" }), config, { statePath: "state" })).toThrow(
      'taskRoles: table "users" not found; the file has posts',
    );
  });
});

describe("the provider", () => {
  /** Both name the same provider: Terraform's default namespace is hashicorp. */
  const source = framework.name === "cdktf" ? "aws" : "hashicorp/aws";

  it("is of the version that the bindings are made for", () => {
    const { providerVersion: version } = framework;
    expect(primary().terraform.required_providers).toEqual({ aws: { source, version } });
  });

  it("is of the version that is asked for", () => {
    expect(primary("provider: { version: 5.100.0 }").terraform.required_providers).toEqual({
      aws: { source, version: "5.100.0" },
    });
  });

  it("has no credentials in it", () => {
    expect(primary().provider.aws).toEqual([{ region: "us-east-1" }]);
  });

  it("takes on the role of the environment's account, and changes no other account", () => {
    const arn = "arn:aws:iam::123456789012:role/deploy";
    const provider = `provider: { assumeRole: { roleArn: '${arn}', externalId: acme }, allowedAccountIds: ['123456789012'] }`;
    expect(primary(`environments: { dev: { ${provider} } }`).provider.aws).toEqual([
      {
        region: "us-east-1",
        assume_role: [{ role_arn: arn, external_id: "acme", session_name: "forum-dev" }],
        allowed_account_ids: ["123456789012"],
      },
    ]);
  });

  it("talks to an emulator with made-up credentials", () => {
    expect(primary("provider: { endpoint: 'http://127.0.0.1:5555' }").provider.aws).toEqual([
      {
        region: "us-east-1",
        access_key: "test",
        secret_key: "test",
        skip_credentials_validation: true,
        skip_metadata_api_check: "true",
        s3_use_path_style: true,
        endpoints: [
          {
            appautoscaling: "http://127.0.0.1:5555",
            backup: "http://127.0.0.1:5555",
            batch: "http://127.0.0.1:5555",
            budgets: "http://127.0.0.1:5555",
            cloudtrail: "http://127.0.0.1:5555",
            cloudwatch: "http://127.0.0.1:5555",
            dynamodb: "http://127.0.0.1:5555",
            ec2: "http://127.0.0.1:5555",
            iam: "http://127.0.0.1:5555",
            kms: "http://127.0.0.1:5555",
            logs: "http://127.0.0.1:5555",
            s3: "http://127.0.0.1:5555",
            sns: "http://127.0.0.1:5555",
            sts: "http://127.0.0.1:5555",
          },
        ],
      },
    ]);
  });
});

describe("the state", () => {
  it("lies in a file of the project, named relative to where Terraform runs", () => {
    expect(primary().terraform.backend).toEqual({
      local: { path: "../../../terraform.forum-dev-us-east-1.tfstate" },
    });
  });

  it("is a local file if the backend is local", () => {
    expect(primary("backend: local").terraform.backend).toHaveProperty("local");
  });

  it("lies in a bucket, encrypted and locked", () => {
    const s3 = "backend: { s3: { bucket: states, region: eu-west-1, keyPrefix: forum/ } }";
    expect(primary(s3).terraform.backend).toEqual({
      s3: {
        bucket: "states",
        key: "forum/forum-dev-us-east-1.tfstate",
        region: "eu-west-1",
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it("lies in a workspace of HCP Terraform", () => {
    const cloud = "backend: { cloud: { organization: acme, workspacePrefix: team- } }";
    expect(primary(cloud).terraform.cloud).toEqual({
      organization: "acme",
      workspaces: { name: "team-forum-dev-us-east-1" },
    });
  });
});
