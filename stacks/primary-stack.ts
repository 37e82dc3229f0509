import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { DynamoTable, Encryption, EncryptionKey } from "../constructs";
import { addAwsProvider } from "./aws-provider";
import { addBackend } from "./backends";
import { tableProps } from "./config/table-props";
import type { TablesConfig } from "./config/tables-schema";
import { mapEntries } from "./map-entries";
import { addTablesOutput } from "./outputs";
import { keyAlias, stackName } from "./names";

export interface StackOptions {
  /** Path of the local state, relative to the folder that Terraform runs in. */
  readonly statePath: string;
}

/** The tables of a service in their primary region, and the roles that may use them in all of its regions. */
export class PrimaryStack extends TerraformStack {
  /** By their ids in tables.yaml. */
  readonly tables: Readonly<Record<string, DynamoTable>>;

  constructor(
    scope: Construct,
    private readonly config: TablesConfig,
    { statePath }: StackOptions,
  ) {
    const region = config.regions.primary;
    super(scope, stackName(config, region));
    addBackend(this, config.backend, statePath);
    addAwsProvider(this, region, config);
    this.tables = this.makeTables();
    const tables = mapEntries(this.tables, (table) => table.describe());
    addTablesOutput(this, config, { region, role: "primary", tables });
  }

  private makeTables(): Record<string, DynamoTable> {
    const scope = new Construct(this, "tables");
    return mapEntries(this.config.tables, (table, id) => {
      const props = tableProps(this.config, id, table);
      return new DynamoTable(scope, id, { ...props, encryption: this.withSharedKey(props.encryption) });
    });
  }

  /** Tables whose key is made for them share one a region; it costs by the key. */
  private withSharedKey(encryption: Encryption | undefined): Encryption | undefined {
    if (encryption?.kind !== "customer-managed" || encryption.keyArn !== undefined) return encryption;
    return Encryption.customerManaged({ keyArn: this.sharedKey().arn });
  }

  private sharedKey(): EncryptionKey {
    const existing = this.node.tryFindChild("key") as EncryptionKey | undefined;
    return existing ?? new EncryptionKey(this, "key", { alias: keyAlias(this.config) });
  }
}
