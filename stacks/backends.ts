import { CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, type TerraformStack } from "cdktf";
import type { TablesConfig } from "./config/tables-schema";

/** Adds the configured backend to a stack. Each stack has its own state, which has the stack's name. */
export function addBackend(stack: TerraformStack, backend: TablesConfig["backend"], statePath: string): void {
  if (backend === undefined || backend === "local") {
    new LocalBackend(stack, { path: statePath });
  } else if (backend.cloud) {
    const { organization, workspacePrefix = "", hostname } = backend.cloud;
    const workspaces = new NamedCloudWorkspace(`${workspacePrefix}${stack.node.id}`);
    // No token: it would be written to the synthesized files. Terraform reads TF_TOKEN_app_terraform_io.
    new CloudBackend(stack, { organization, workspaces, hostname });
  } else if (backend.s3) {
    const { bucket, region, keyPrefix = "" } = backend.s3;
    const key = `${keyPrefix}${stack.node.id}.tfstate`;
    const s3 = new S3Backend(stack, { bucket, region, key, encrypt: true });
    // Locks with a file in the bucket; the bindings only have the deprecated lock table.
    s3.addOverride("use_lockfile", true);
  }
}
