import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { addStackBlock } from "./stack-block";

type Addresses = Record<string, string>;

/** Where an address is in the state while it has the protection that it is to have, and while it has the other. */
interface Places {
  readonly own: (address: string) => string;
  readonly other: (address: string) => string;
}

const listOf = new WeakMap<TerraformStack, ProtectedResources>();

/**
 * The resources of a stack that Terraform must not destroy. `prevent_destroy` of a resource is in its own block and
 * goes with it: without this list, a table whose block is gone from the configuration is destroyed, or AWS refuses to
 * delete it after its scaling and alarms are destroyed. The list is a `terraform_data` in the state with an instance
 * for each address. Its block stays when an instance goes, and `prevent_destroy` then stops the plan.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
 */
export class ProtectedResources {
  private readonly protectedOnes: Addresses = {};
  private readonly unprotectedOnes: Addresses = {};
  private hasUnprotected = false;
  private readonly places = new Map<string, Places>();

  /** The list of the stack of a construct. Once it is asked for, the stack has it, empty or not. */
  static of(scope: Construct): ProtectedResources {
    const stack = TerraformStack.of(scope);
    const existing = listOf.get(stack) ?? new ProtectedResources(stack);
    listOf.set(stack, existing);
    return existing;
  }

  private constructor(private readonly stack: TerraformStack) {
    stack.addOverride("resource.terraform_data.protected", {
      for_each: this.protectedOnes,
      lifecycle: { prevent_destroy: true },
    });
  }

  /** Protects an address, or takes its protection away; either moves the instance that the state has. */
  add(address: string, isProtected: boolean): void {
    if (!isProtected) this.declareUnprotected();
    const [own, other] = isProtected ? [protectedAt, unprotectedAt] : [unprotectedAt, protectedAt];
    (isProtected ? this.protectedOnes : this.unprotectedOnes)[address] = address;
    this.places.set(address, { own, other });
    this.move(other(address), own(address));
  }

  /** Whether an address is in the list, protected or not. */
  has(address: string): boolean {
    return this.places.has(address);
  }

  /**
   * Follows a resource to the address that it has now. Its protection may change before, with or after its address,
   * and Terraform allows one source per target: the moves form a chain through all addresses that the instance can
   * have.
   */
  rename(formerAddress: string, address: string): void {
    const places = this.places.get(address);
    if (places === undefined) return;
    const { own, other } = places;
    this.move(other(formerAddress), own(formerAddress));
    this.move(own(formerAddress), other(address));
  }

  private move(from: string, to: string): void {
    addStackBlock(this.stack, "moved", { from, to });
  }

  private declareUnprotected(): void {
    if (this.hasUnprotected) return;
    this.hasUnprotected = true;
    this.stack.addOverride("resource.terraform_data.unprotected", { for_each: this.unprotectedOnes });
  }
}

function protectedAt(address: string): string {
  return `terraform_data.protected[${JSON.stringify(address)}]`;
}

function unprotectedAt(address: string): string {
  return `terraform_data.unprotected[${JSON.stringify(address)}]`;
}
