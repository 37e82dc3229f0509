/**
 * A request may have 16 MB on the wire, which is taken for the smaller of the two sizes of that name:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 * The margin of 4 KB is for the table's name and the request's own members.
 */
export const maxRequestBytes = 16_000_000 - 4096;

/** What a batch has around each item: `{"PutRequest":{"Item":` … `}},` */
export const requestOverheadBytes = 26;
