import type { IConstruct } from "constructs";
import { framework } from "./cdktf";
import { frameworks } from "./frameworks";

/** Where jsii, with which both frameworks are built, keeps the qualified name of a class: `cdktf.App`, `cdktn.App`. */
const runtimeType = Symbol.for("jsii.rtti");

/**
 * Refuses a scope in an app of the other framework. Both mark their objects by the same symbols, so that each takes the
 * other's for its own, and only synthesis would fail.
 *
 * @throws Error that names the import to use
 */
export function requireOwnApp(kind: string, scope: IConstruct): void {
  const other = frameworks.get(frameworkName(scope.node.root) ?? "");
  if (other === undefined || other.name === framework.name) return;
  throw new Error(
    `${kind}: the app is one of ${other.title} (${other.name}), and ${framework.entryPoint} is for ${framework.title}; ` +
      `import ${other.entryPoint} instead`,
  );
}

/** The package of the class of an app, or of the class that it extends; undefined for other constructs. */
function frameworkName(root: IConstruct): string | undefined {
  const type = (root.constructor as { [runtimeType]?: { readonly fqn?: string } })[runtimeType];
  return type?.fqn?.split(".")[0];
}
