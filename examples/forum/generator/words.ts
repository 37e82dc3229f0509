/** Made-up people: common given names and things, joined by a number. */
export const givenNames = [
  ...["ada", "bruno", "chiara", "dmitri", "elif", "farah", "goran", "hana", "ines", "jonas", "kofi", "lena"],
  ...[
    "mateo",
    "nadia",
    "omar",
    "priya",
    "quentin",
    "rosa",
    "sven",
    "tomas",
    "uma",
    "vera",
    "wanjiru",
    "yuki",
  ],
];

export const things = [
  ...["otter", "maple", "comet", "pixel", "harbor", "lantern", "falcon", "cedar", "quartz", "ember"],
  ...["tundra", "saffron", "willow", "cobalt", "meadow", "puffin", "granite", "juniper", "orbit", "velvet"],
];

/** Names that are more than ASCII: composed and combining accents, other scripts, joined emoji. */
export const displayNames = [
  ...[
    "Zoë Núñez",
    "Zoe\u0308 Nu\u0301n\u0303ez",
    "Łukasz 🦦",
    "Åsa Öberg",
    "Đặng Thị Hồng",
    "Ἑλένη",
    "Олена К.",
  ],
  ...["山田 さくら", "김하늘", "陳小明", "𠮷野 太郎", "ليلى حداد", "נועם לוי", "ประภาส", "आरव शर्मा"],
  ...["👩‍💻 dev", "🧑🏽‍🚀 Kai", "👨‍👩‍👧‍👦 family account", "🏳️‍🌈 Robin", "e\u0301\u0323tude", "\u202Bمرحبا\u202C mixed"],
];

export const boards = [
  ...[
    "announcements",
    "introductions",
    "help",
    "show-and-tell",
    "hardware",
    "databases",
    "off-topic",
    "regional",
  ],
];

export const tags = [
  ...["beginner", "solved", "performance", "backup", "migration", "indexing", "capacity", "streams", "cost"],
  ...["local-dev", "terraform", "数据库", "質問", "вопрос", "سؤال", "c++", "node.js", "r&d", "weekend 🎉"],
];

export const locales = ["en", "en-GB", "de", "fr", "pl", "ja", "ko", "zh-Hant", "ar", "he", "uk", "pt-BR"];

export const reactions = ["👍", "❤️", "🎉", "🤔", "👀", "👩‍💻", "🫶🏾", "plus-one", "日本"];

export const editReasons = [
  "typo",
  "added logs",
  "formatting",
  "",
  "clarified the question",
  "修正",
  "per request",
];

export const openings = [
  ...["I think", "As far as I know,", "In my tests", "After the upgrade", "To be fair,", "Following up:"],
  ...[
    "Quick note:",
    "For what it's worth,",
    "Last week",
    "On my machine",
    "According to the docs,",
    "Honestly,",
  ],
];

export const subjects = [
  ...["the second index", "the nightly backup", "a cold cache", "the import job", "our staging table"],
  ...["the retry loop", "an empty page", "the partition key", "the old server", "a batch of twenty-five"],
  ...["the moderator queue", "the search box", "a slow query", "the avatar upload", "the mobile layout"],
];

export const verbs = [
  ...["turned out to be", "was not", "became", "is probably", "looks like", "stopped being", "used to be"],
  ...["should never be", "is still", "was surprisingly", "can be", "ended up being"],
];

export const findings = [
  ...["the bottleneck", "fine after a restart", "twice as fast", "missing from the manual", "a red herring"],
  ...[
    "worth the trouble",
    "harder than it looks",
    "only a display problem",
    "throttled at noon",
    "the real fix",
  ],
  ...["good enough for us", "broken on small screens", "a matter of taste", "cheaper than before"],
];

export const asides = [
  ...[
    "すみません、質問があります。",
    "谢谢大家的帮助！",
    "감사합니다 🙏",
    "Дякую, спрацювало.",
    "شكرًا جزيلًا",
    "תודה רבה!",
  ],
  ...[
    "¿Alguien más lo ha visto?",
    "Übrigens: geht auch ohne.",
    "naïve cafe\u0301 résumé",
    "👩‍👩‍👧 + 🧑🏿‍🔧 = ❤️‍🔥",
    "\u200Ftest\u200E",
  ],
  ...[
    'He said "it works", then it didn\'t.',
    "C:\\forum\\logs\\2024.txt",
    "<b>not bold</b> &amp; fine",
    "tab\there",
  ],
  ...[
    "```\nSELECT * FROM posts;\n```",
    "line one\nline two\r\nline three",
    "50 % off — or so…",
    "½ × 3² ≈ 4½",
  ],
];
