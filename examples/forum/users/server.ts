import { start } from "../shared/service";

void start({ kind: "users", listings: [{ by: "email", index: "EmailIndex" }] });
