import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findJava, parseJavaVersion } from "../../../migrations/local/java";

/** A folder with a `bin/java` that prints what the real one of that version prints. */
function javaHome(version: string): string {
  const home = mkdtempSync(join(tmpdir(), "java-"));
  mkdirSync(join(home, "bin"));
  writeFileSync(join(home, "bin", "java"), `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`);
  chmodSync(join(home, "bin", "java"), 0o755);
  return home;
}

const nowhere = mkdtempSync(join(tmpdir(), "empty-"));

describe("parseJavaVersion", () => {
  it("reads a version of today", () => {
    expect(parseJavaVersion('openjdk version "17.0.15" 2025-04-15')).toBe(17);
  });

  it("reads a first release, which has no dots", () => {
    expect(parseJavaVersion('java version "21" 2023-09-19 LTS')).toBe(21);
  });

  it("reads the old numbering", () => {
    expect(parseJavaVersion('java version "1.8.0_392"')).toBe(8);
  });

  it("finds none in what macOS prints without Java", () => {
    expect(parseJavaVersion("Unable to locate a Java Runtime")).toBeNull();
  });
});

describe("findJava", () => {
  it("takes the one of JAVA_HOME", async () => {
    const home = javaHome("21.0.1");
    const found = await findJava({ JAVA_HOME: home, PATH: `${nowhere}:/bin` });
    expect(found).toEqual({ command: join(home, "bin", "java"), version: 21 });
  });

  it("takes the one on the PATH when that of JAVA_HOME is too old", async () => {
    const path = `${join(javaHome("17.0.2"), "bin")}:/bin`;
    expect(await findJava({ JAVA_HOME: javaHome("11.0.2"), PATH: path })).toEqual({
      command: "java",
      version: 17,
    });
  });

  it("says which one is too old", async () => {
    const home = javaHome("1.8.0_392");
    expect(await findJava({ JAVA_HOME: home, PATH: nowhere })).toEqual({
      why: `${join(home, "bin", "java")} is Java 8, and DynamoDB Local needs 17`,
    });
  });

  it("says that there is none", async () => {
    expect(await findJava({ PATH: nowhere })).toEqual({ why: "no Java is on the PATH or in JAVA_HOME" });
  });
});
