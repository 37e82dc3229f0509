import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";

/** What Terraform takes over instead of making it: something there, by the address that it shall have. */
interface ImportBlock {
  readonly to: string;
  readonly id: string;
}

const id = "imports";

/**
 * The import blocks of a stack. They are written here and not by `importFrom` of the resource, which starts
 * Terraform for each of them to learn its version.
 */
class Imports extends Construct {
  private readonly blocks: ImportBlock[] = [];

  static of(scope: Construct): Imports {
    const stack = TerraformStack.of(scope);
    return (stack.node.tryFindChild(id) as Imports | undefined) ?? new Imports(stack);
  }

  private constructor(stack: TerraformStack) {
    super(stack, id);
    stack.addOverride("import", this.blocks);
  }

  add(block: ImportBlock): void {
    this.blocks.push(block);
  }
}

/**
 * Has Terraform take over a table that is there, by its name, with the next apply; from then on the block says
 * nothing. It takes Terraform 1.5. There is no change to the table if the props describe it as it is.
 */
export function adoptTable(scope: Construct, address: string, tableName: string): void {
  Imports.of(scope).add({ to: address, id: tableName });
}

const address = /^(module\.[\w-]+(\[[^\]]+\])?\.)*aws_dynamodb_table\.[\w-]+(\[[^\]]+\])?$/;

export function movedViolations(movedFrom: string | undefined): Violation[] {
  return violationIf(
    isKnown(movedFrom) && !address.test(movedFrom),
    "moved-address",
    ["movedFrom"],
    `must be the address of a table in the same state, such as module.posts.aws_dynamodb_table.this[0], got "${movedFrom}"`,
  );
}
