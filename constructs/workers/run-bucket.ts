import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";

export interface RunStateBucketProps {
  /** The bucket's name. */
  readonly bucket: string;
  /** @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/**
 * A bucket for the state of runs: private, encrypted, reached by TLS only. An object that was replaced or deleted can be
 * restored for a day. Terraform deletes the bucket only if it is empty.
 */
export class RunStateBucket extends Construct {
  readonly resource: S3Bucket;

  constructor(scope: Construct, id: string, { bucket, tags }: RunStateBucketProps) {
    super(scope, id);
    this.resource = new S3Bucket(this, "Resource", { bucket, tags: tags && { ...tags } });
    const to = { bucket: this.resource.id };
    const access = new S3BucketPublicAccessBlock(this, "PublicAccess", {
      ...to,
      ...{ blockPublicAcls: true, blockPublicPolicy: true },
      ...{ ignorePublicAcls: true, restrictPublicBuckets: true },
    });
    // S3 refuses two changes of a bucket's access at the same time.
    new S3BucketPolicy(this, "Policy", { ...to, policy: this.tlsOnly(), dependsOn: [access] });
    new S3BucketServerSideEncryptionConfigurationA(this, "Encryption", {
      ...to,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const versioning = new S3BucketVersioningA(this, "Versioning", {
      ...to,
      versioningConfiguration: { status: "Enabled" },
    });
    this.expireOldVersions(versioning);
  }

  private expireOldVersions(versioning: S3BucketVersioningA): void {
    new S3BucketLifecycleConfiguration(this, "Lifecycle", {
      bucket: this.resource.id,
      rule: [
        {
          ...{ id: "old-versions", status: "Enabled", filter: [{ prefix: "" }] },
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
          expiration: [{ expiredObjectDeleteMarker: true }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
      dependsOn: [versioning],
    });
  }

  private tlsOnly(): string {
    const { arn } = this.resource;
    return JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Sid: "TlsOnly", Effect: "Deny", Principal: "*", Action: "s3:*" },
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  }
}
