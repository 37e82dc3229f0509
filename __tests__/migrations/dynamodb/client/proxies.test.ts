import { expect, it } from "vitest";
import { proxiesIn } from "../../../../migrations/dynamodb/client/proxies";

const loopback = "localhost,127.0.0.1,[::1]";

it.each([
  [
    "of both schemes",
    { HTTP_PROXY: "http://a:1", HTTPS_PROXY: "https://b:2" },
    { httpProxy: "http://a:1", httpsProxy: "https://b:2", noProxy: `,${loopback}` },
  ],
  [
    "in lower case first",
    { HTTPS_PROXY: "http://a:1", https_proxy: "http://b:2", NO_PROXY: "x", no_proxy: "y" },
    { httpProxy: "", httpsProxy: "http://b:2", noProxy: `y,${loopback}` },
  ],
  [
    "without a scheme",
    { HTTPS_PROXY: "proxy:3128" },
    { httpProxy: "", httpsProxy: "http://proxy:3128", noProxy: `,${loopback}` },
  ],
  [
    "but not for some hosts",
    { HTTPS_PROXY: "http://a:1", NO_PROXY: "x, .y.org" },
    { httpProxy: "", httpsProxy: "http://a:1", noProxy: `x,.y.org,${loopback}` },
  ],
])("finds proxies %s", (_how, env, proxies) => {
  expect(proxiesIn(env)).toEqual(proxies);
});

it.each([
  ["no variable is set", {}],
  ["the variables are empty", { HTTP_PROXY: "", HTTPS_PROXY: "" }],
  ["lower case empties it", { HTTPS_PROXY: "http://a:1", https_proxy: "" }],
  ["every host is excepted", { HTTPS_PROXY: "http://a:1", NO_PROXY: "x,*" }],
])("finds none where %s", (_why, env) => {
  expect(proxiesIn(env)).toBeUndefined();
});

it.each(["http://:secret", "socks5://user:secret@a:1"])("refuses %s without showing it", (url) => {
  expect(() => proxiesIn({ HTTPS_PROXY: url })).toThrow(
    /^HTTPS_PROXY must be a URL such as http:\/\/proxy\.example\.com:3128$/,
  );
});
