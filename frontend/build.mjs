/**
 * Builds meetings/static/build/: every frontend/<name>/main.ts becomes <name>.js, worker.ts and sw.ts become
 * <name>-worker.js and <name>-sw.js, style.css becomes <name>.css; besides them the icon sprite and the QR reader's
 * WebAssembly. File names carry a content hash; manifest.json maps the plain name to the hashed one.
 * `--clean` also removes what earlier builds left (otherwise kept for a day, for pages that are open right now).
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { buildIcons } from "./pipeline/icons.mjs";
import { buildStyle } from "./pipeline/styles.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "meetings/static/build");
const browsers = ["chrome90", "firefox90", "safari15"];
const scripts = { "main.ts": "", "worker.ts": "-worker", "sw.ts": "-sw" };

const manifest = {};
const problems = [];

function publish(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const extension = extname(name);
  const file = `${basename(name, extension)}-${hash}${extension}`;
  writeFileSync(join(target, file), content);
  manifest[name] = file;
  compress(file, Buffer.from(content));
}

/** WhiteNoise sends file.br or file.gz in place of the file to browsers that read them. */
function compress(file, content) {
  const variants = {
    br: () => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    gz: () => gzipSync(content, { level: 9 }),
  };
  for (const [suffix, make] of Object.entries(variants)) {
    const path = join(target, `${file}.${suffix}`);
    if (!existsSync(path)) writeFileSync(path, make());
  }
}

async function buildScript(entry, name) {
  const result = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: browsers,
    legalComments: "none",
    logLevel: "error",
  });
  publish(name, result.outputFiles[0].contents);
}

function removeLeftovers(everything) {
  const current = new Set(Object.values(manifest));
  for (const file of readdirSync(target)) {
    const age = Date.now() - statSync(join(target, file)).mtimeMs;
    const plain = file.replace(/\.(br|gz)$/, "");
    if (file !== "manifest.json" && !current.has(plain) && (everything || age > 86_400_000)) rmSync(join(target, file));
  }
}

mkdirSync(target, { recursive: true });
const folders = readdirSync(join(root, "frontend"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
for (const { name: folder } of folders) {
  for (const [file, suffix] of Object.entries(scripts)) {
    const entry = join(root, "frontend", folder, file);
    if (existsSync(entry)) await buildScript(entry, `${folder}${suffix}.js`);
  }
  const style = join(root, "frontend", folder, "style.css");
  if (existsSync(style)) publish(`${folder}.css`, await buildStyle(root, folder, style, browsers));
}
for (const part of ["reader", "writer"]) publish(`zxing_${part}.wasm`, readFileSync(join(root, `node_modules/zxing-wasm/dist/${part}/zxing_${part}.wasm`)));
const icons = buildIcons(root);
publish("icons.svg", icons.sprite);
problems.push(...icons.problems);

const sorted = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(target, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
removeLeftovers(process.argv.includes("--clean"));
for (const [name, file] of Object.entries(sorted)) {
  const [size, sent] = [file, `${file}.br`].map((path) => String(statSync(join(target, path)).size).padStart(8));
  console.log(`${name.padEnd(22)} ${size} B ${sent} B sent  ${file}`);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length ? 1 : 0;
