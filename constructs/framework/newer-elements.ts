import { TerraformDataSource, type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/** Arguments as Terraform names them. An argument that is undefined is not written. */
export type TerraformArguments = Readonly<Record<string, unknown>>;

const terraformGeneratorMetadata = { providerName: "aws" };

/**
 * A resource of hashicorp/aws that the bindings of CDK Terrain have and those of CDKTF do not. Its class in the bindings
 * cannot be imported, since the sources are compiled for both frameworks. Check that the framework is CDK Terrain first.
 */
export class NewerResource extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    private readonly settings: TerraformArguments,
    metaArguments: TerraformMetaArguments = {},
  ) {
    super(scope, id, { ...metaArguments, terraformResourceType, terraformGeneratorMetadata });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.settings;
  }
}

/** A data source of hashicorp/aws, as {@link NewerResource} is a resource. */
export class NewerDataSource extends TerraformDataSource {
  constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    private readonly settings: TerraformArguments,
  ) {
    super(scope, id, { terraformResourceType, terraformGeneratorMetadata });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.settings;
  }
}
