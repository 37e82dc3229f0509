import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { addStackBlock } from "./stack-block";

const settingNames = ["replica_encryption", "time_to_live", "vault_encryption"] as const;

/** A setting that must not change from one value to another in one apply. */
export interface AppliedSetting {
  /** The last part of the address of the `terraform_data` that remembers the setting. */
  readonly name: (typeof settingNames)[number];
  /**
   * The message of the plan when it stops, as a template: `${each.key}` is the address, `${self.input}` what was
   * applied.
   */
  readonly errorMessage: string;
}

const valuesOf = new WeakMap<TerraformStack, Map<string, Record<string, string>>>();

/**
 * Stops a plan that would change a setting in one step. Terraform itself compares no new value with an old one, and
 * cdktf does not know the state: a `terraform_data` in the state keeps the value that was applied first and ignores
 * any other, and its postcondition compares the two. To change the setting, omit it for one apply.
 */
export function holdSetting(
  scope: Construct,
  { name, errorMessage }: AppliedSetting,
  address: string,
  value: string,
): void {
  const stack = TerraformStack.of(scope);
  const settings = valuesOf.get(stack) ?? new Map<string, Record<string, string>>();
  valuesOf.set(stack, settings);
  const values = settings.get(name) ?? {};
  if (!settings.has(name)) {
    settings.set(name, values);
    stack.addOverride(`resource.terraform_data.${name}`, {
      for_each: values,
      input: "${each.value}",
      lifecycle: {
        ignore_changes: ["input"],
        postcondition: [{ condition: "${self.input == each.value}", error_message: errorMessage }],
      },
    });
  }
  values[address] = value;
}

/** Follows the settings of a resource to the address that it has now. */
export function renameSettings(scope: Construct, formerAddress: string, address: string): void {
  const settings = valuesOf.get(TerraformStack.of(scope));
  for (const name of settingNames) {
    if (!Object.hasOwn(settings?.get(name) ?? {}, address)) continue;
    addStackBlock(scope, "moved", { from: settingAt(name, formerAddress), to: settingAt(name, address) });
  }
}

function settingAt(name: string, address: string): string {
  return `terraform_data.${name}[${JSON.stringify(address)}]`;
}
