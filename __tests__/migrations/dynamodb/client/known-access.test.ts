import { describe, expect, it } from "vitest";
import type { Access, Identity } from "../../../../migrations/dynamodb/client/endpoint";
import { knownAccess, lateAccess } from "../../../../migrations/dynamodb/client/known-access";

const endpoint = { origin: "http://127.0.0.1:8000", path: "/", region: "us-east-1", userAgent: "aws-sdk-js" };
const identity: Identity = { accessKeyId: "KNOWN", secretAccessKey: "secret", sessionToken: "token" };
const known = { endpoint, identity };

function accessWith(found: Identity): Access {
  return { endpoint: () => Promise.resolve(endpoint), identity: () => Promise.resolve(found) };
}

/** The SDK's own access, which finds other credentials and counts how often it is loaded. */
function sdk() {
  let loads = 0;
  const load = (): Promise<Access> => {
    loads++;
    return Promise.resolve({
      endpoint: () => Promise.resolve({ ...endpoint, userAgent: "loaded" }),
      identity: (refresh = false) =>
        Promise.resolve({ ...identity, accessKeyId: refresh ? "RENEWED" : "LOADED" }),
    });
  };
  return { load, loads: () => loads };
}

describe("what is known of an access", () => {
  it("is its endpoint and its credentials, and nothing else of them", async () => {
    const found = { ...identity, accountId: "123456789012", $source: { CREDENTIALS_ENV_VARS: "g" } };
    expect(await knownAccess(accessWith(found))).toEqual(known);
  });

  it("is nothing if the credentials expire", async () => {
    const expiration = new Date(Date.UTC(2026, 10, 20));
    expect(await knownAccess(accessWith({ ...identity, expiration }))).toBeUndefined();
  });
});

describe("an access that is known", () => {
  it("needs no SDK", async () => {
    const { load, loads } = sdk();
    const access = lateAccess(() => known, load);
    expect(await access.endpoint()).toEqual(endpoint);
    expect(await access.identity()).toEqual(identity);
    expect(loads()).toBe(0);
  });

  it("is the SDK's from when its credentials are to be renewed", async () => {
    const { load, loads } = sdk();
    const access = lateAccess(() => known, load);
    expect((await access.identity(true)).accessKeyId).toBe("RENEWED");
    expect((await access.identity()).accessKeyId).toBe("LOADED");
    expect(loads()).toBe(1);
  });
});

describe("an access that is not known", () => {
  it("is the SDK's, also if it is known later", async () => {
    const { load, loads } = sdk();
    const said: (typeof known)[] = [];
    const access = lateAccess(() => said[0], load);
    expect((await access.endpoint()).userAgent).toBe("loaded");
    said.push(known);
    expect((await access.identity()).accessKeyId).toBe("LOADED");
    expect(loads()).toBe(1);
  });
});
