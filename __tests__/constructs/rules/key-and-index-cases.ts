import { Attribute } from "../../../constructs";
import { key, inTable, inIndex, numbered } from "./broken-settings";
import type { RuleCase } from "./rule-case";

export const tableCases: RuleCase[] = [
  {
    rule: "table-name",
    when: "the name has a space",
    violations: inTable({ name: "my posts" }),
    path: "name",
    message: 'the name must be 3 to 255 characters of A-Z, a-z, 0-9, _, . and -, got "my posts"',
  },
  {
    rule: "attribute-name",
    when: "a key attribute has no name",
    violations: inTable({ sortKey: Attribute.string("") }),
    path: "sortKey",
    message: "an attribute name must have 1 to 255 characters, got 0",
  },
  {
    rule: "attribute-type",
    when: "an attribute is text in one key and a number in another",
    violations: inIndex({ partitionKey: Attribute.number("id") }),
    path: "indexes.ByUser.partitionKey",
    message: 'attribute "id" must have one type in all keys, got N here and S in partitionKey',
  },
  {
    rule: "key-distinct",
    when: "the sort key is the partition key",
    violations: inTable({ sortKey: key }),
    path: "sortKey",
    message: 'the sort key must be another attribute than the partition key, got "id" for both',
  },
  {
    rule: "key-distinct",
    when: "an index sorts by its partition key",
    violations: inIndex({ sortKey: Attribute.string("userId") }),
    path: "indexes.ByUser.sortKey",
    message: 'the sort key must be another attribute than the partition key, got "userId" for both',
  },
  {
    rule: "key-distinct",
    when: "a key of several attributes has one of them twice",
    violations: inIndex({ partitionKey: [key, Attribute.string("region")], sortKey: [key] }),
    path: "indexes.ByUser",
    message: 'the key must name each attribute once, got "id" twice',
  },
  {
    rule: "index-key-count",
    when: "an index has a list of no sort keys",
    violations: inIndex({ sortKey: [] }),
    path: "indexes.ByUser.sortKey",
    message: "must be 1 to 4 attributes, got 0",
  },
  {
    rule: "attribute-name",
    when: "the second attribute of a key has no name",
    violations: inIndex({ partitionKey: [key, Attribute.string("")] }),
    path: "indexes.ByUser.partitionKey.1",
    message: "an attribute name must have 1 to 255 characters, got 0",
  },
  {
    rule: "key-distinct",
    when: "a local index sorts by the table's partition key",
    violations: inTable({ sortKey: Attribute.string("at"), localIndexes: { ById: { sortKey: key } } }),
    path: "localIndexes.ById.sortKey",
    message: 'the sort key must be another attribute than the partition key, got "id" for both',
  },
  {
    rule: "global-index-count",
    when: "there are 21 global indexes",
    violations: inTable({ indexes: numbered(21, { partitionKey: key }) }),
    path: "indexes",
    message: "must be at most 20 global indexes, got 21",
  },
  {
    rule: "local-index-count",
    when: "there are 6 local indexes",
    violations: inTable({
      sortKey: Attribute.string("at"),
      localIndexes: numbered(6, { sortKey: Attribute.string("by") }),
    }),
    path: "localIndexes",
    message: "must be at most 5 local indexes, got 6",
  },
  {
    rule: "local-index-sort-key",
    when: "a table without a sort key has a local index",
    violations: inTable({ localIndexes: { ByDate: { sortKey: Attribute.string("at") } } }),
    path: "localIndexes",
    message: "a table with local indexes must have a sort key; add one, or make the indexes global",
  },
  {
    rule: "index-name",
    when: "an index name has two characters",
    violations: inTable({ indexes: { By: { partitionKey: key } } }),
    path: "indexes.By",
    message: 'the name must be 3 to 255 characters of A-Z, a-z, 0-9, _, . and -, got "By"',
  },
  {
    rule: "index-name-unique",
    when: "a local index is called like a global one",
    violations: inTable({
      sortKey: Attribute.string("at"),
      indexes: { ByUser: { partitionKey: Attribute.string("userId") } },
      localIndexes: { ByUser: { sortKey: Attribute.string("userId") } },
    }),
    path: "localIndexes.ByUser",
    message: 'the name "ByUser" must be used once over global and local indexes; rename one of them',
  },
  {
    rule: "projection-attributes",
    when: "a projection names nothing",
    violations: inIndex({ projection: [] }),
    path: "indexes.ByUser.projection",
    message: 'must name at least one attribute; write "keys-only" for none',
  },
  {
    rule: "projection-attributes",
    when: "a projection names an attribute twice",
    violations: inIndex({ projection: ["a", "b", "a"] }),
    path: "indexes.ByUser.projection",
    message: 'must name each attribute once, got "a" twice',
  },
  {
    rule: "projection-total",
    when: "the projections of two indexes name 101 attributes",
    violations: inTable({
      indexes: {
        First: { partitionKey: key, projection: Object.keys(numbered(100, 0)) },
        Second: { partitionKey: key, projection: ["Index0"] },
      },
    }),
    path: "indexes",
    message:
      'the projections must name at most 100 attributes in all, got 101; project "all" where an index names most of them',
  },
];
