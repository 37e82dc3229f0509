/**
 * Values of `kms:ViaService` for requests that a service makes on somebody's behalf, in every region: AWS documents
 * `<service>.<region>.amazonaws.com`. The endpoints of other partitions end in `amazonaws.com.cn` and `amazonaws.eu`,
 * and AWS documents no suffix for the key there, so that every suffix is accepted: AWS alone sets the key's value.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function viaService(service: "dynamodb" | "backup" | "s3"): string {
  return `${service}.*.amazonaws.*`;
}
