/** A framework that turns constructs into Terraform, and what this package says of it. */
export interface Framework {
  /** Its npm package, and its command line: `cdktf synth`, `cdktn synth`. */
  readonly name: "cdktf" | "cdktn";
  /** Its name in its own documentation. */
  readonly title: string;
  /** The npm package of its bindings to hashicorp/aws. */
  readonly bindings: string;
  /** The version of hashicorp/aws that these bindings ask for. */
  readonly providerVersion: string;
  /** What an app of it imports of this package. */
  readonly entryPoint: string;
  /** Installs everything that the entry point requires. */
  readonly install: string;
}

export const cdktf: Framework = {
  name: "cdktf",
  title: "CDKTF",
  bindings: "@cdktf/provider-aws",
  providerVersion: "6.25.0",
  entryPoint: "cdktf-dynamodb",
  install: "npm install cdktf@0.21 @cdktf/provider-aws@21 constructs@~10.7",
};

export const cdktn: Framework = {
  name: "cdktn",
  title: "CDK Terrain",
  bindings: "@cdktn/provider-aws",
  providerVersion: "6.66.0",
  entryPoint: "cdktf-dynamodb/cdktn",
  install: "npm install cdktn@0.24 @cdktn/provider-aws@25 constructs@~10.7",
};

/** The framework of an app by the name of its package. */
export const frameworks: ReadonlyMap<string, Framework> = new Map(
  [cdktf, cdktn].map((framework) => [framework.name, framework]),
);
