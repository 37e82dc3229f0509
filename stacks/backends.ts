import { CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, type TerraformStack } from "cdktf";
import type { TablesConfig } from "./config/tables-schema";

/** Gives a stack the configured backend. Each stack has a state of its own, named after it. */
export function addBackend(stack: TerraformStack, backend: TablesConfig["backend"], statePath: string): void {
  if (backend === undefined || backend === "local") {
    new LocalBackend(stack, { path: statePath });
  } else if (backend.cloud) {
    const { organization, workspacePrefix = "", hostname } = backend.cloud;
    const workspaces = new NamedCloudWorkspace(`${workspacePrefix}${stack.node.id}`);
    // No token: it would be written into the synthesized files. Terraform takes TF_TOKEN_app_terraform_io.
    new CloudBackend(stack, { organization, workspaces, hostname });
  } else if (backend.s3) {
    const { bucket, region, keyPrefix = "" } = backend.s3;
    const key = `${keyPrefix}${stack.node.id}.tfstate`;
    const s3 = new S3Backend(stack, { bucket, region, key, encrypt: true });
    // Locks with a file in the bucket; the bindings know only the DynamoDB table of old.
    s3.addOverride("use_lockfile", true);
  }
}
