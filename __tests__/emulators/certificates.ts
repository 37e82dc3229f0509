import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { completed, type ServerCertificate } from "./database-server";
import { onPath } from "./on-path";
import type { RealPart } from "./real-part";

/** Makes certificates in a folder. */
export interface CertificateMaker {
  /** An authority of its own; the file with its certificate is `<name>.pem`. */
  authority(folder: string, name: string): Promise<string>;
  /** A server's certificate. @param host as in a certificate: `IP:127.0.0.1` or `DNS:localhost` */
  certificate(folder: string, authority: string, host: string): Promise<ServerCertificate>;
}

/** OpenSSL's program, from version 3 on. */
export function findOpenssl(): Promise<RealPart<CertificateMaker>> {
  const program = onPath("openssl");
  return Promise.resolve(
    program === null
      ? { available: false, why: "openssl is not on the PATH (apt-get install openssl)" }
      : { available: true, part: makerWith(program) },
  );
}

function makerWith(program: string): CertificateMaker {
  const make = (folder: string, name: string, ...settings: readonly string[]) =>
    completed(
      program,
      [
        ...[
          "req",
          "-x509",
          "-days",
          "2",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:prime256v1",
          "-nodes",
        ],
        ...["-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.pem`, ...settings],
      ],
      folder,
      undefined,
    );
  return {
    authority: async (folder, name) => {
      await make(folder, name);
      return join(folder, `${name}.pem`);
    },
    certificate: async (folder, authority, host) => {
      const signer = ["-CA", authority, "-CAkey", authority.replace(/pem$/, "key")];
      const extensions = [`subjectAltName=${host}`, "basicConstraints=critical,CA:FALSE"];
      await make(folder, "server", ...signer, ...extensions.flatMap((extension) => ["-addext", extension]));
      const read = (ending: string) => readFile(join(folder, `server.${ending}`), "utf8");
      return { certificate: await read("pem"), key: await read("key") };
    },
  };
}
