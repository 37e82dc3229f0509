import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { Random } from "../../forum/generator/random";

type Item = Record<string, AttributeValue>;

/** The tables by name, in the order in which the program lists them. */
export type NexusLink = Readonly<Record<string, readonly Item[]>>;

/** How many of what grows; the small tables follow from them. */
export interface NexusLinkSize {
  readonly links: number;
  readonly clicks: number;
}

export const fullSize: NexusLinkSize = { links: 500, clicks: 5_000 };

const dayMs = 86_400_000;
/** Clicks are kept for 90 days: all of them still are. */
const clickDays = 60;
const places = ["SG", "ID", "MY", "TH", "VN", "PH", "JP"];

const S = (text: string): AttributeValue => ({ S: text });
const N = (number: number | string): AttributeValue => ({ N: String(number) });
const BOOL = (value: boolean): AttributeValue => ({ BOOL: value });
const instant = (ms: number): AttributeValue => S(new Date(ms).toISOString());

/** A link shortener's ten tables at a moment, in milliseconds; the same for the same moment and seed. */
export function makeNexusLink(size: NexusLinkSize, now: number, seed = 20_250_106): NexusLink {
  const random = new Random(seed);
  const opened = now - 400 * dayMs;
  const nodes = random.times(4, (n) => makeNode(random, n, opened));
  const groups = random.times(Math.ceil(size.links / 25), () => makeGroup(random));
  const links = random.times(size.links, (n) => makeLink(random, opened + n * 3_600_000, n, groups));
  const clicks = random.times(size.clicks, (n) =>
    makeClick(random, now - clickDays * dayMs * (1 - n / size.clicks), links, nodes),
  );
  return {
    NexusLinks: links,
    NexusNodes: nodes,
    NexusLinkStats: links.map((link) => makeStats(random, link, clicks)),
    NexusNodeTokens: nodes.map((node) => makeToken(random, node)),
    NexusClickEvents: clicks,
    NexusSettings: settings(random),
    NexusLinkGroups: groups,
    NexusWebhooks: random.times(3, () => makeWebhook(random)),
    NexusLinkVariants: links.filter(() => random.chance(0.2)).flatMap((link) => makeVariants(random, link)),
    NexusRateLimitSettings: ["default", "api", "redirect"].map((id) => makeRateLimit(random, id)),
  };
}

function makeLink(random: Random, createdAt: number, n: number, groups: readonly Item[]): Item {
  return {
    id: S(random.id("lnk")),
    alias: S(`${random.pick(["promo", "docs", "menu", "日本", "jalan"])}-${n + 1}`),
    url: S(`https://example.com/${random.digits(6)}?q=%20${random.digits(2)}`),
    groupId: groups.length > 0 && random.chance(0.8) ? random.pick(groups)["id"]! : { NULL: true },
    // A set may not be empty, so that a link without tags has no such attribute.
    ...(random.chance(0.6) && { tags: { SS: random.sample(["campaign", "print", "qr", "été"], 2) } }),
    active: BOOL(random.chance(0.95)),
    weightBySecond: N(`0.${random.digits(30)}`),
    createdAt: instant(createdAt),
    updatedAt: instant(createdAt + random.integer(0, 90) * dayMs),
  };
}

function makeNode(random: Random, n: number, opened: number): Item {
  return {
    id: S(`node-${n + 1}`),
    region: S(random.pick(["ap-southeast-1", "ap-northeast-1"])),
    publicKey: bytes(random, 32),
    ports: { NS: ["443", String(8_000 + n)] },
    limits: { M: { requestsPerSecond: N(random.integer(50, 500)), burst: N("1.5") } },
    lastSeenAt: instant(opened + random.integer(1, 300) * dayMs),
  };
}

function makeToken(random: Random, node: Item): Item {
  return { id: S(random.id("tok")), nodeId: node["id"]!, hash: bytes(random, 32), revoked: BOOL(false) };
}

function makeClick(random: Random, clickedAt: number, links: readonly Item[], nodes: readonly Item[]): Item {
  return {
    id: S(random.id("clk")),
    linkId: random.pick(links)["id"]!,
    nodeId: random.pick(nodes)["id"]!,
    clickedAt: instant(clickedAt),
    country: S(random.pick(places)),
    referrer: random.chance(0.3) ? { NULL: true } : S("https://example.org/"),
    visitor: bytes(random, 16),
    latencyMs: N(`${random.integer(2, 80)}.${random.digits(12)}`),
  };
}

function makeStats(random: Random, link: Item, clicks: readonly Item[]): Item {
  const own = clicks.filter((click) => click["linkId"]?.S === link["id"]?.S);
  const byCountry = Object.fromEntries(
    places.map((place) => [place, N(own.filter((click) => click["country"]?.S === place).length)]),
  );
  // Counted since before clicks were kept one by one, with more digits than a double has.
  return {
    id: link["id"]!,
    clicks: N(own.length),
    lifetime: N(`9${random.digits(17)}`),
    byCountry: { M: byCountry },
  };
}

function makeGroup(random: Random): Item {
  const name = `${random.pick(["Spring", "Summer", "Ramadan", "年末"])} ${random.integer(2024, 2026)}`;
  return { id: S(random.id("grp")), name: S(name), colors: { L: [S("#0b7285"), S("")] } };
}

function makeWebhook(random: Random): Item {
  const events = { SS: random.sample(["click", "link.created", "link.deleted"], 2) };
  return {
    id: S(random.id("whk")),
    url: S("https://hooks.example.com/nexus"),
    events,
    secret: bytes(random, 24),
  };
}

function makeVariants(random: Random, link: Item): Item[] {
  return ["a", "b"].map((variant) => ({
    id: S(`${link["id"]?.S}#${variant}`),
    linkId: link["id"]!,
    url: S(`https://example.com/${variant}/${random.digits(4)}`),
    weight: N(variant === "a" ? "0.7" : "0.3"),
  }));
}

function makeRateLimit(random: Random, id: string): Item {
  return {
    id: S(id),
    perMinute: N(random.integer(30, 600)),
    exempt: { L: [{ M: { cidr: S("10.0.0.0/8") } }] },
  };
}

function settings(random: Random): Item[] {
  return [
    { id: S("retention"), days: N(90) },
    { id: S("theme"), value: { M: { dark: BOOL(true), accent: S("#e8590c") } } },
    { id: S("salt"), value: bytes(random, 32) },
  ];
}

function bytes(random: Random, count: number): AttributeValue {
  return { B: Uint8Array.from(random.times(count, () => random.integer(0, 255))) };
}
