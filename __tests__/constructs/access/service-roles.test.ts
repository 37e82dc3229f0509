import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  DynamoTable,
  EksPodIdentityRole,
  EksServiceAccountRole,
  LambdaRole,
  type TaskRoleProps,
} from "../../../constructs";
import { only, statements, synthesized } from "../synthesized";

const issuer = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE";
const oidcProviderArn = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
const pod = { namespace: "forum", serviceAccount: "api" };

/** The Terraform of a role for a table that it may read. */
function withRole(
  make: (stack: Parameters<Parameters<typeof synthesized>[0]>[0], props: TaskRoleProps) => unknown,
) {
  return synthesized((stack) => {
    const table = new DynamoTable(stack, "posts", {
      ...{ name: "Posts", partitionKey: Attribute.string("postId"), logicalId: "posts" },
    });
    make(stack, { name: "forum-api", grants: [{ table, access: ["GetItem"] }] });
  });
}

const trust = (terraform: ReturnType<typeof synthesized>) =>
  statements(only(terraform, "aws_iam_role")["assume_role_policy"]);

describe("LambdaRole", () => {
  it("is trusted to Lambda", () => {
    expect(trust(withRole((stack, props) => new LambdaRole(stack, "role", props)))).toEqual([
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
  });

  it("may do what is granted, and write its logs", () => {
    const terraform = withRole((stack, props) => new LambdaRole(stack, "role", props));
    expect(statements(only(terraform, "aws_iam_role_policy")["policy"])).toEqual([
      { Effect: "Allow", Action: ["dynamodb:GetItem"], Resource: ["${aws_dynamodb_table.posts.arn}"] },
    ]);
    expect(only(terraform, "aws_iam_role_policy_attachment")["policy_arn"]).toMatch(
      /:iam::aws:policy\/service-role\/AWSLambdaBasicExecutionRole$/,
    );
  });

  it("writes no logs if it is not to", () => {
    const terraform = withRole((stack, props) => new LambdaRole(stack, "role", { ...props, logs: false }));
    expect(terraform.resource).not.toHaveProperty("aws_iam_role_policy_attachment");
  });

  it("knows the function's variables, without the one that Lambda reserves", () => {
    withRole((stack, props) => {
      expect(new LambdaRole(stack, "role", props).variables()).toEqual({ POSTS_TABLE: "Posts" });
    });
  });
});

describe("EksPodIdentityRole", () => {
  const terraform = withRole(
    (stack, props) => new EksPodIdentityRole(stack, "role", { ...props, ...pod, cluster: "prod" }),
  );

  it("is trusted to the pods of one service account in one cluster", () => {
    expect(trust(terraform)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:RequestTag/eks-cluster-name": "prod",
            "aws:RequestTag/kubernetes-namespace": "forum",
            "aws:RequestTag/kubernetes-service-account": "api",
          },
        },
      },
    ]);
  });

  it("is associated with the service account", () => {
    expect(only(terraform, "aws_eks_pod_identity_association")).toMatchObject({
      ...{ cluster_name: "prod", namespace: "forum", service_account: "api" },
      role_arn: expect.stringMatching(/aws_iam_role\..*\.arn/) as string,
    });
  });
});

describe("EksServiceAccountRole", () => {
  const inCluster = (arn: string) =>
    trust(
      withRole(
        (stack, props) =>
          new EksServiceAccountRole(stack, "role", { ...props, ...pod, oidcProviderArn: arn }),
      ),
    );

  it("is trusted to one service account by the cluster's OIDC provider", () => {
    expect(inCluster(oidcProviderArn)).toEqual([
      {
        Effect: "Allow",
        Principal: { Federated: oidcProviderArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: "sts.amazonaws.com",
            [`${issuer}:sub`]: "system:serviceaccount:forum:api",
          },
        },
      },
    ]);
  });

  it("takes the issuer from an ARN that is known at apply only", () => {
    const terraform = withRole((stack, props) => {
      const eks = new IamOpenidConnectProvider(stack, "eks", { url: `https://${issuer}`, clientIdList: [] });
      new EksServiceAccountRole(stack, "role", { ...props, ...pod, oidcProviderArn: eks.arn });
    });
    expect(only(terraform, "aws_iam_role")["assume_role_policy"]).toContain(
      '"${element(split("oidc-provider/", aws_iam_openid_connect_provider.eks.arn), 1)}:sub"',
    );
  });

  it("is refused with an issuer in place of the ARN", () => {
    expect(() => inCluster(issuer)).toThrow("EksServiceAccountRole");
  });
});
