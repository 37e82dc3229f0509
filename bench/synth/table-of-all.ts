/** What every variant builds, a table each time with nearly everything on. */
export const table = {
  name: (index: number) => `bench-table-${index}`,
  partitionKey: "userId",
  sortKey: "createdAt",
  indexes: { StatusIndex: "status", EmailIndex: "email" },
  indexUnits: 5,
  ttlAttribute: "expiresAt",
  recoveryDays: 35,
  minUnits: 5,
  maxUnits: 100,
  targetPercent: 70,
  cooldownSeconds: 60,
  tags: { Application: "bench", CostCenter: "none" },
} as const;
