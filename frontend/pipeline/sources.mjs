/** Lists files under a folder whose name ends in one of the given extensions; a missing folder is an empty one. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";

export function filesBelow(path, extensions) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === "build" && path.endsWith("static") ? [] : filesBelow(child, extensions);
    return extensions.includes(extname(entry.name)) ? [child] : [];
  });
}
