/**
 * The table class, which determines the prices of storage and requests: infrequent access has cheaper storage and more expensive requests.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.TableClasses.html
 */
export type TableClass = "standard" | "standard-infrequent-access";

/** The API's word for a class: `STANDARD_INFREQUENT_ACCESS`. */
export function tableClassName(tableClass: TableClass): string {
  return tableClass.toUpperCase().replaceAll("-", "_");
}
