import { decimal } from "./decimals";
import { ExactNumber } from "./exact-json";
import { prose } from "./prose";
import type { Random } from "./random";
import { snowflake } from "./snowflake";
import { boards, displayNames, givenNames, locales, things } from "./words";

const opened = Date.UTC(2019, 2, 1);
const dayMs = 86_400_000;

export type User = ReturnType<typeof makeUser>;

/** The n-th member; the number in the name makes name and address unique. */
export function makeUser(random: Random, n: number) {
  const joinedAt = opened + Math.floor((n + random.next()) * 0.6 * dayMs);
  const username = `${random.pick(givenNames)}_${random.pick(things)}${n + 1}`;
  return {
    userId: random.id("usr"),
    legacyId: snowflake(joinedAt, n),
    username,
    email: `${username}@${random.pick(["example.com", "example.org", "mail.example.net"])}`,
    displayName: random.chance(0.25) ? random.pick(displayNames) : username,
    role: n < 3 ? "admin" : random.pick(["member", "member", "member", "member", "moderator"]),
    isActive: random.chance(0.92),
    emailVerified: random.chance(0.8),
    joinedAt,
    lastLoginAt: random.chance(0.1) ? null : joinedAt + random.integer(0, 400) * dayMs,
    reputation: decimal(random),
    // Without a limit: the largest unsigned 64-bit number.
    quotaBytes: new ExactNumber(random.chance(0.05) ? "18446744073709551615" : "5368709120"),
    bio: random.pick([null, "", prose(random, 1), prose(random, 2)]),
    avatarUrl: random.chance(0.4) ? null : `https://cdn.example.com/avatars/${random.digits(9)}.webp`,
    preferences: preferences(random),
    badges: random.times(random.integer(0, 3), () => ({
      name: random.pick(["first-post", "helper", "veteran", "🏅", "温かい"]),
      awardedAt: joinedAt + random.integer(1, 300) * dayMs,
    })),
  };
}

function preferences(random: Random) {
  return {
    theme: random.pick(["light", "dark", "system"]),
    locale: random.pick(locales),
    signature: random.pick(["", "— sent from a terminal", "☕️"]),
    notifications: {
      email: random.chance(0.5),
      push: random.chance(0.7),
      digest: random.pick(["never", "daily", "weekly", null]),
      quietHours: random.chance(0.3) ? { from: 22, to: 6.5, zone: "Europe/Warsaw" } : null,
    },
    mutedBoards: random.sample(boards, random.integer(0, 2)),
  };
}
