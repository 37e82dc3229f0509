import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import {
  Attribute,
  BackupPlan,
  BackupRule,
  BackupVault,
  DynamoTable,
  EcsTaskRole,
  EksPodIdentityRole,
  EksServiceAccountRole,
  Grantee,
  LambdaRole,
  ServiceAlarms,
  ServiceDashboard,
  TableReference,
  TableReplica,
} from "../../constructs";
import type { RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import { both, describeWith } from "../emulators/real-part";
import type { SharedProvider } from "../emulators/shared-provider/shared-provider";
import { awsProviderVersion, findTerraform } from "../emulators/terraform";

const minutes = 60_000;
/** The account of the emulator, and another one. */
const [ownAccount, otherAccount] = ["123456789012", "210987654321"];
const tableArn = (account: string, region = "us-east-1") =>
  `arn:aws:dynamodb:${region}:${account}:table/Orders`;

describeWith(
  "stacks with references and roles of services",
  () => both(findMoto(), findTerraform()),
  (parts) => {
    vi.setConfig({ testTimeout: 15 * minutes, hookTimeout: 15 * minutes });
    const outdir = mkdtempSync(join(tmpdir(), "real-provider-"));
    let moto: RunningEmulator;
    let provider: SharedProvider;

    beforeAll(async () => {
      moto = await parts.first.start();
      provider = await parts.second.startProvider();
    });

    afterAll(async () => {
      await provider.stop();
      await moto.stop();
      rmSync(outdir, { recursive: true });
    });

    /** What Terraform prints when it plans a stack with what `build` makes, in one line. */
    async function planOf(name: string, build: (stack: TerraformStack) => void) {
      const app = new App({ outdir });
      const stack = new TerraformStack(app, name);
      const services = ["backup", "cloudwatch", "dynamodb", "eks", "iam", "kms", "s3", "sns", "sts"];
      new AwsProvider(stack, "aws", {
        ...{ region: "us-east-1", accessKey: "test", secretKey: "test" },
        ...{ skipCredentialsValidation: true, skipMetadataApiCheck: "true", skipRequestingAccountId: false },
        endpoints: [Object.fromEntries(services.map((service) => [service, moto.endpoint]))],
      });
      stack.addOverride("terraform.required_providers.aws.version", awsProviderVersion);
      build(stack);
      app.synth();
      const folder = join(outdir, "stacks", name);
      const init = await parts.second.run(provider, folder, "init");
      expect(init.code, init.text).toBe(0);
      const { code, text } = await parts.second.run(provider, folder, "plan");
      return { code, text: text.replaceAll(/[\s│╷╵]+/g, " ") };
    }

    it("are planned", async () => {
      const { code, text } = await planOf("planned", (stack) => {
        const posts = new DynamoTable(stack, "posts", {
          name: "Posts",
          partitionKey: Attribute.string("id"),
        });
        const orders = TableReference.fromArn(stack, "orders", tableArn(ownAccount), { indexes: ["ByUser"] });
        const named = TableReference.fromName(stack, "named", "Named");
        const foreign = TableReference.fromArn(stack, "foreign", tableArn(otherAccount, "eu-west-1"));
        const grants = [posts, orders, named, foreign].map((table) => ({ table, access: "read" as const }));
        new EcsTaskRole(stack, "ecs", { name: "ecs", grants });
        new LambdaRole(stack, "lambda", { name: "lambda", grants });
        const pod = { namespace: "forum", serviceAccount: "web" };
        new EksPodIdentityRole(stack, "pod", { name: "pod", grants, cluster: "prod", ...pod });
        const eks = new IamOpenidConnectProvider(stack, "eks", {
          ...{
            url: "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
            clientIdList: ["sts.amazonaws.com"],
          },
          thumbprintList: ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
        });
        new EksServiceAccountRole(stack, "irsa", { name: "irsa", grants, oidcProviderArn: eks.arn, ...pod });
        named.grantFullAccess(Grantee.role("web"));
        new ServiceAlarms(stack, "alarms", { name: "shop", tables: { orders: orders.props } });
        new ServiceDashboard(stack, "dashboard", {
          name: "shop",
          region: "us-east-1",
          tables: [orders.props],
        });
        const vault = new BackupVault(stack, "vault", { name: "shop" });
        const rules = [BackupRule.daily()];
        new BackupPlan(stack, "backup", {
          name: "shop",
          vault,
          rules,
          tables: [posts, orders],
          advancedFeatures: false,
        });
      });
      expect(text).toContain("aws_eks_pod_identity_association");
      expect({ code, errors: /Error: [^.]*/.exec(text)?.[0] }).toEqual({ code: 0, errors: undefined });
    });

    it("stop the plan of alarms for a table of another account", async () => {
      const { code, text } = await planOf("account", (stack) => {
        const orders = TableReference.fromArn(stack, "orders", tableArn(otherAccount));
        new ServiceAlarms(stack, "alarms", { name: "shop", tables: { orders: orders.props } });
      });
      expect(code).toBe(1);
      expect(text).toContain(
        `alarms/orders of Orders: alarms must be in the account of the table, ${otherAccount}, but the account of this stack is ${ownAccount}. Move them to a stack of that account.`,
      );
    });

    it("stop the plan of a backup of a table in another region", async () => {
      const { code, text } = await planOf("region", (stack) => {
        const vault = new BackupVault(stack, "vault", { name: "shop" });
        const tables = [TableReference.fromArn(stack, "orders", tableArn(ownAccount, "eu-west-1"))];
        new BackupPlan(stack, "backup", { name: "shop", vault, rules: [BackupRule.daily()], tables });
      });
      expect(code).toBe(1);
      expect(text).toContain(
        "backups must be in the region of the table, eu-west-1, but the region of this stack is us-east-1. Move them to a stack of that region.",
      );
    });

    it("stop the plan of a replica of a table in another account", async () => {
      const { code, text } = await planOf("replica", (stack) => {
        const table = TableReference.fromArn(stack, "orders", tableArn(otherAccount, "eu-west-1"), {
          ...{ partitionKey: Attribute.string("orderId"), replicaRegions: ["us-east-1"] },
        });
        new TableReplica(stack, "replica", { table, primaryRegion: "eu-west-1", region: "us-east-1" });
      });
      expect(code).toBe(1);
      expect(text).toContain(`replicas must be in the account of the table, ${otherAccount}`);
    });
  },
);
