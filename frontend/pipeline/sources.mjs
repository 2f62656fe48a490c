import { existsSync, readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";

/** What a build made is no source. */
const made = (path, name) => name === "generated" || (name === "build" && path.endsWith("static"));

/** Lists files under a folder whose name ends in one of the given extensions; a missing folder is an empty one. */
export function filesBelow(path, extensions) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return made(path, entry.name) ? [] : filesBelow(child, extensions);
    return extensions.includes(extname(entry.name)) ? [child] : [];
  });
}
