/**
 * Trix puts its basic rules into an inline <style>, which our content security policy refuses (and reports).
 * The same rules stand in frontend/minutes/style.css, so the insertion is taken out here.
 */
import { readFile } from "node:fs/promises";
import { join, dirname } from "node:path";

const insertion = "document.head.insertBefore(element, document.head.firstChild);";

export const trixWithoutInlineStyle = {
  name: "trix-without-inline-style",
  setup(build) {
    build.onLoad({ filter: /[\\/]trix[\\/]dist[\\/]trix\.esm(\.min)?\.js$/ }, async ({ path }) => {
      const source = await readFile(join(dirname(path), "trix.esm.js"), "utf8");
      if (source.split(insertion).length !== 2) throw new Error("trix changed how it installs its style; see frontend/pipeline/trix.mjs");
      return { contents: source.replace(insertion, ""), loader: "js" };
    });
  },
};
