/** Runs every frontend/**\/*.test.ts with Node's own test runner: `npm test`, or `node frontend/test.mjs codes` for some. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv[2] ?? "";
const tests = readdirSync(here, { recursive: true })
  .filter((file) => file.endsWith(".test.ts") && basename(file).includes(wanted))
  .map((file) => join(here, file));
if (tests.length === 0) throw new Error(`no test is called ${wanted}`);

const folder = mkdtempSync(join(tmpdir(), "frontend-tests-"));
try {
  await esbuild.build({
    entryPoints: tests,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "error",
  });
  const built = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".mjs"));
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built.map((file) => join(folder, file))], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
