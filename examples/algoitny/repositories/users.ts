import type { User } from "./rows";
import { rowsInMysql, rowsInTable, type Stored } from "./stored";

/** The users, by id and by e-mail address. */
export class UserRepository {
  constructor(private readonly stored: Stored<User>) {}

  get(id: number): Promise<User | undefined> {
    return this.stored.records.get(id);
  }

  save(user: User): Promise<void> {
    return this.stored.records.put(user);
  }

  delete(id: number): Promise<void> {
    return this.stored.records.delete(id);
  }

  /** For a sign-in. The index of the table lags by some milliseconds. */
  async byEmail(email: string): Promise<User | undefined> {
    const [user] = await this.stored.records.query({
      old: () => rowsInMysql<User>(this.stored, "SELECT id FROM users WHERE email = ?", [email]),
      new: () =>
        rowsInTable<User>(this.stored, {
          IndexName: "GSI1",
          KeyConditionExpression: "GSI1PK = :email",
          ExpressionAttributeValues: { ":email": { S: `EMAIL#${email.toLowerCase()}` } },
        }),
      keysOf: (users) => users.map(({ id }) => id),
    });
    return user;
  }
}
