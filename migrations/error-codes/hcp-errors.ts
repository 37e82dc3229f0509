import type { ErrorEntries } from "./error-entry";

/** Errors of `--outputs hcp:<organization>/<workspace>`. */
export const hcpErrors = {
  "hcp-workspace-invalid": {
    kinds: ["usage"],
    meaning: "`--outputs hcp:…` does not name an organization and a workspace.",
    example:
      '--outputs must be hcp:<organization>/<workspace> or hcp:<host>/<organization>/<workspace>, got "hcp:acme"',
    fix: "Write it as the message shows.",
  },
  "hcp-no-token": {
    kinds: ["usage"],
    meaning: "No token for the host was found in the environment or in Terraform's credentials file.",
    example:
      "no token found for app.terraform.io; set TF_TOKEN_app_terraform_io, or create one with `terraform login`",
    fix: "Set the variable in pipelines; run `terraform login` on your machine.",
  },
  "hcp-token-invalid": {
    kinds: ["usage"],
    meaning: "The token has spaces or line breaks in it.",
    example: "the token from TF_TOKEN_app_terraform_io must be one word without spaces",
    fix: "Copy the token again.",
  },
  "hcp-token-refused": {
    kinds: ["usage"],
    meaning: "HCP Terraform rejected the token (401 or 403).",
    example:
      "app.terraform.io does not take the token from TF_TOKEN_app_terraform_io (401); make another with `terraform login app.terraform.io`",
    fix: "Create a new token; a team token needs read access to the workspace's state outputs.",
  },
  "hcp-credentials-unreadable": {
    kinds: ["usage"],
    meaning:
      "Terraform's credentials file is not valid JSON. Its content is not shown, since it holds secrets.",
    example:
      "~/.terraform.d/credentials.tfrc.json is not a valid Terraform credentials file; recreate it with `terraform login`",
    fix: "Run `terraform login` again.",
  },
  "hcp-organization-not-found": {
    kinds: ["usage"],
    meaning: "The organization does not exist, or the token cannot see it.",
    example:
      "app.terraform.io has no organization acme, or the token from TF_TOKEN_app_terraform_io may not read it",
    fix: "Check the name and the token's organization.",
  },
  "hcp-workspace-not-found": {
    kinds: ["usage"],
    meaning: "The workspace does not exist, or the token cannot see it.",
    example:
      "organization acme at app.terraform.io has no workspace shop-prod, or the token from TF_TOKEN_app_terraform_io may not read it",
    fix: "Check the name and the token's permissions.",
  },
  "hcp-no-state": {
    kinds: ["usage"],
    meaning: "Nothing was applied in the workspace yet, so it has no outputs.",
    example: "acme/shop-prod at app.terraform.io has no state yet; apply it before the data is moved",
    fix: "Apply the workspace, then retry.",
  },
  "hcp-output-sensitive": {
    kinds: ["usage"],
    meaning: "The output is marked sensitive and the token may not read sensitive values.",
    example:
      "output dynamodb_tables of acme/shop-prod at app.terraform.io is sensitive, and the token from TF_TOKEN_app_terraform_io may not read it; take one that may read state, or save `terraform output -json` and name that file with --outputs",
    fix: "Use a token that may read state, or do not mark the output sensitive: it holds no secrets.",
  },
  "hcp-redirected": {
    kinds: ["usage"],
    meaning: "The host redirects to another one, to which the token is not sent.",
    example:
      "app.terraform.io redirects to https://app.eu.terraform.io; name that host, as in --outputs hcp:<host>/<organization>/<workspace>",
    fix: "Name the other host yourself.",
  },
  "hcp-busy": {
    kinds: ["unreachable"],
    meaning: "HCP Terraform limits requests or is unavailable, and retries did not help.",
    example: "acme/shop-prod at app.terraform.io cannot be read, since it limits requests; try again later",
    fix: "Retry later.",
  },
  "hcp-unreachable": {
    kinds: ["unreachable"],
    meaning: "No connection to the host.",
    example: "cannot reach app.terraform.io: getaddrinfo ENOTFOUND app.terraform.io",
    fix: "Check the network, the proxy (`HTTPS_PROXY`) and the certificates (`NODE_EXTRA_CA_CERTS`).",
  },
  "hcp-unknown-answer": {
    kinds: ["unreachable"],
    meaning: "The host responded with something that is not the API of HCP Terraform.",
    example:
      "tfe.example.com does not respond as HCP Terraform does (<!doctype html>); is it the right host?",
    fix: "Check the host's name, and whether a proxy responds instead of it.",
  },
} as const satisfies ErrorEntries;
