/**
 * Writes generated/api.d.ts from generated/openapi.json, one type for each schema of the OpenAPI document. The schemas
 * are JSON Schema as they stand (OpenAPI 3.1), only their references point elsewhere.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const folder = join(dirname(fileURLToPath(import.meta.url)), "generated");
const { components } = JSON.parse(readFileSync(join(folder, "openapi.json"), "utf8").replaceAll("#/components/schemas/", "#/$defs/"));
const types = await compile({ additionalProperties: false, $defs: components.schemas }, "api", {
  bannerComment: "// Made by frontend/types.mjs from what the service describes; not to be edited.",
  ignoreMinAndMaxItems: true,
  unreachableDefinitions: true,
});
writeFileSync(join(folder, "api.d.ts"), types);
