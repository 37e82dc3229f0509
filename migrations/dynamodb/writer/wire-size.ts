/**
 * A request may have 16 MB on the wire, assumed to be the smaller of the two sizes with that name:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 * The margin of 4 KB is for the table's name and the request's own members.
 */
export const maxRequestBytes = 16_000_000 - 4096;

/** The text around each item in a batch: `{"PutRequest":{"Item":` … `}},` */
export const requestOverheadBytes = 26;
