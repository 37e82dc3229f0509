import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { choosePort } from "../../../migrations/local/free-port";

describe("choosePort", () => {
  it("finds a free one", async () => {
    expect(await choosePort(undefined)).toBeGreaterThan(1023);
  });

  it("takes the last one again where it is free, and another one where it is not", async () => {
    const free = await choosePort(undefined);
    expect(await choosePort(undefined, free)).toBe(free);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(free, "127.0.0.1", resolve));
    expect(await choosePort(undefined, free)).not.toBe(free);
    server.close();
  });

  it("waits for the last one while what is left of its engine ends", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    setTimeout(() => server.close(), 200);
    expect(await choosePort(undefined, port)).toBe(port);
  });

  it("refuses one that is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await expect(choosePort(port)).rejects.toMatchObject({
      code: "port-taken",
      message: `local: port ${port} is taken by another process: choose another one, or none for a free one`,
    });
    server.close();
  });
});
