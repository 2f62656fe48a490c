/**
 * Bundles one style sheet. Those that carry Tabler lose the rules for classes that no template, Python file or script
 * names, which takes Tabler from 640 kB to a tenth.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import { filesBelow } from "./sources.mjs";

/** Where the class names of a page that loads this sheet may stand. The public sheet is written by hand and kept whole. */
const readers = {
  app: ["meetings", "frontend"],
};

/** Set by scripts at run time, or put together from a prefix and a colour or state that only the data knows. */
const safelist = {
  standard: [/^(show|showing|hide|hiding|active|disabled|collapsing|collapsed|fade|was-validated|is-invalid|is-valid)$/,
    /^modal/, /^toast/, /^offcanvas-backdrop/, /^htmx-/, /^invalid-feedback/],
  variables: [/^--tblr-(primary|body|border|bg|link|secondary|danger|success|warning)/],
  deep: [/^data-bs-theme/],
};
const colours = "primary|secondary|success|warning|danger|info|azure|blue|cyan|green|lime|orange|pink|purple|red|teal|yellow|indigo|dark|light|muted";
const coloured = new RegExp(`^(bg|text|badge|alert|status|btn|border)-(${colours})(-lt|-fg)?$`);

/** Class names of our own sheets: they are written for pages, so they stay even before the first page names them. */
function ownClasses(entry) {
  const sheets = filesBelow(dirname(entry), [".css"]).map((file) => readFileSync(file, "utf8"));
  return [...new Set(sheets.flatMap((text) => [...text.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name)))];
}

export async function buildStyle(root, name, entry, browsers) {
  const bundle = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    target: browsers,
    logLevel: "error",
    loader: { ".svg": "dataurl", ".png": "dataurl" },
  });
  let css = bundle.outputFiles[0].text;
  if (readers[name]) {
    const content = readers[name].flatMap((path) => filesBelow(join(root, path), [".html", ".py", ".ts"]));
    const [purged] = await new PurgeCSS().purge({
      content: content.map((file) => file),
      css: [{ raw: css }],
      variables: true,
      keyframes: true,
      safelist: { ...safelist, standard: [...safelist.standard, ...ownClasses(entry), ...(name === "app" ? [coloured] : [])] },
      defaultExtractor: (text) => text.match(/[\w-/:.]*[\w-/:]/g) ?? [],
    });
    css = purged.css;
  }
  const minified = await esbuild.transform(css, { loader: "css", minify: true, target: browsers, legalComments: "none" });
  return minified.code;
}
