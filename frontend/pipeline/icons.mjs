/**
 * Makes the SVG sprite out of Tabler's icons: those named in templates, Python and TypeScript as icon('name'),
 * icon="name" or "icon": "name", and those listed in frontend/icons.txt (for names that only data knows).
 * A name ending in -filled is taken from the filled set. Returns the sprite and one problem per unknown name.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { filesBelow } from "./sources.mjs";

const mention = /\bicon(?:\(\s*|=|["']\s*:\s*)(["'])([a-z0-9][a-z0-9-]*)\1/g;

function iconNames(root) {
  const names = new Map();
  for (const file of [join(root, "meetings"), join(root, "frontend")].flatMap((path) => filesBelow(path, [".html", ".py", ".ts"]))) {
    for (const [, , name] of readFileSync(file, "utf8").matchAll(mention)) names.set(name, relative(root, file));
  }
  for (const line of readFileSync(join(root, "frontend/icons.txt"), "utf8").split("\n")) {
    const name = line.replace(/#.*/, "").trim();
    if (name) names.set(name, "frontend/icons.txt");
  }
  return new Map([...names].sort());
}

function symbol(root, name) {
  const filled = name.endsWith("-filled");
  const file = join(root, "node_modules/@tabler/icons/icons", filled ? "filled" : "outline", `${name.replace(/-filled$/, "")}.svg`);
  if (!existsSync(file)) return null;
  const shapes = readFileSync(file, "utf8").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "");
  const paint = filled
    ? 'fill="currentColor"'
    : 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24"><g ${paint}>${shapes.replace(/\s*\n\s*/g, "")}</g></symbol>`;
}

export function buildIcons(root) {
  const problems = [];
  const symbols = [...iconNames(root)].map(([name, file]) => {
    const text = symbol(root, name);
    if (!text) problems.push(`${file}: Tabler has no icon "${name}"`);
    return text ?? "";
  });
  return { sprite: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`, problems };
}
