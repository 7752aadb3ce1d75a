import type { Migration } from "./migration.ts";
import { toSchemaThree } from "./to-schema-three.ts";
import { toSchemaTwo } from "./to-schema-two.ts";

/**
 * `migrations[0]` leads from version 1 to 2, and so on; the current version is their number plus one. A step, once
 * released, is never changed, and a frozen store of each version stays in tests/.
 */
export const migrations: readonly Migration[] = [toSchemaTwo, toSchemaThree];
