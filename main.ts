import { synthesize } from "./stacks";

synthesize(process);
