import { z } from "zod";
import { Grantee, type TablePrefixPolicyProps } from "../../../../constructs";

const name = z.string().optional();

/** What a program gets that makes its own tables, all of whose names begin alike. */
export const prefixPolicySchema = z
  .strictObject({
    prefix: z.string().meta({ description: "What the tables' names begin with." }),
    user: name.meta({ description: "The IAM user that the program signs in as." }),
    group: name.meta({ description: "The IAM group that the program's user is in." }),
    role: name.meta({ description: "The IAM role that the program runs under." }),
    mayDelete: z
      .boolean()
      .optional()
      .meta({ description: "Whether it may delete the tables. Default: false." }),
  })
  .refine(({ user, group, role }) => [user, group, role].filter((one) => one !== undefined).length === 1, {
    error: "must have one of user, group and role",
  });

type PrefixPolicyConfig = z.output<typeof prefixPolicySchema>;

/** The same as the construct wants it. */
export function prefixPolicyOf(
  { prefix, user, group, role, mayDelete }: PrefixPolicyConfig,
  regions: readonly string[],
): TablePrefixPolicyProps {
  const grantee =
    user !== undefined
      ? Grantee.user(user)
      : group !== undefined
        ? Grantee.group(group)
        : Grantee.role(role ?? "");
  return { prefix, grantee, regions, mayDelete };
}
