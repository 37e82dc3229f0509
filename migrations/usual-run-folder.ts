/** Where runs and the embedded DynamoDB's state are kept, relative to the current folder. */
export const usualRunFolder = ".dynamodb-migrate";
