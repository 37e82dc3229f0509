import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactAddresses } from "../../migrations/redact-addresses";

describe("the secrets of an address", () => {
  it.each([
    ["http://user:PW@host:8000", "http://***@host:8000"],
    ["http://user:PW@host:8000/path", "http://***@host:8000/path"],
    ["http://PW@host", "http://***@host"],
    ["user:PW@host:8000", "***@host:8000"],
    ["us-east-1@http://user:PW@host", "us-east-1@http://***@host"],
    ["cannot reach http://user:PW@host; try again", "cannot reach http://***@host; try again"],
    ["http:/user:PW@host/folder", "http:/***@host/folder"],
    ["postgres://user:PW@[::1]:5432/shop", "postgres://***@[::1]:5432/shop"],
    ["mysql://user:P@W@host/shop", "mysql://***@host/shop"],
  ])("are what stands before the host: %s", (text, redacted) => {
    expect(redactAddresses(text)).toBe(redacted);
  });

  it.each([
    ["http://host/?token=PW", "http://host/?token=***"],
    ["http://host?x=PW&region=eu-west-1", "http://host?x=***&region=eu-west-1"],
    ["http://host/?PW", "http://host/?***"],
    ["http://host/#PW", "http://host/#***"],
    ["shop.db?key=PW", "shop.db?key=***"],
    ["file:shop.db?key=PW", "file:shop.db?key=***"],
    ["s3://bucket/x?endpoint=http://user:PW@host", "s3://bucket/x?endpoint=http://***@host"],
    ["s3://bucket/x?endpoint=http%3A%2F%2Fuser%3APW%40host", "s3://bucket/x?endpoint=http://***@host"],
  ])("are values of a query and a fragment: %s", (text, redacted) => {
    expect(redactAddresses(text)).toBe(redacted);
  });

  it.each([
    ["Server=db;User Id=app;Password=PW;Port=1", "Server=db;User Id=app;Password=***;Port=1"],
    ["Server=db; Pwd = 'P W';Port=1", "Server=db; Pwd = ***;Port=1"],
    ["host=db password=PW dbname=shop", "host=db password=*** dbname=shop"],
    ["jdbc:sqlserver://db:1433;password=PW", "jdbc:sqlserver://***"],
  ])("are passwords of a connection string: %s", (text, redacted) => {
    expect(redactAddresses(text)).toBe(redacted);
  });

  it.each([
    "http://user:P/PW@host",
    "http://user:1/PW@host",
    "http://user:P?PW@host",
    "http://user:P#PW@host",
    'http://user:P"PW@host',
    "cannot reach http://user:P PW@host",
    "http://user:PW",
    "http://user:%PW@host:notaport",
  ])("are hidden in an address that is not a URL: %s", (text) => {
    expect(redactAddresses(text)).not.toContain("PW");
  });

  it("are hidden whatever letters of a URL they consist of", () => {
    const letters = fc.stringMatching(/^[a-zA-Z0-9._~!$&()*+,;=:/@?#[\]%-]{1,20}$/);
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(redactAddresses(`cannot reach http://user:${a}MARKER${b}@host:8000/x, again`)).not.toContain(
          "MARKER",
        );
      }),
    );
  });
});

describe("a text without secrets", () => {
  it.each([
    "http://127.0.0.1:8000",
    "http://[::1]:8000/path",
    "no table posts in http://localhost:8000; deploy it (see https://example.com/a).",
    "https://medium.com/@somebody/post",
    "us-east-1?segments=8&read=eventual&rate=50&profile=old",
    "s3://bucket/prefix/AWSDynamoDB/0169-2d?region=eu-west-1",
    "must be mysql://user:password@host:3306/database; letters such as @, / and # are written %40",
    "C:/Users/app?",
    "tables.yaml:14:9 posts.billing.read: min must be at most max (10), got 20",
    "arn:aws:dynamodb:us-east-1:000000000000:table/shop-dev-notes",
  ])("stays as it is: %s", (text) => {
    expect(redactAddresses(text)).toBe(text);
  });
});
