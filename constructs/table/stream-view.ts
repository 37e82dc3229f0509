/**
 * The images of a changed item that a stream record contains.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html
 */
export type StreamView = "keys-only" | "new-image" | "old-image" | "new-and-old-images";

/** The API's word for a view: `NEW_AND_OLD_IMAGES`. */
export function streamViewType(view: StreamView): string {
  return view.toUpperCase().replaceAll("-", "_");
}
