// Builds what the pages load into ../dist: one style sheet, one script, fonts,
// the icons and the map, each under a name with the hash of its bytes and
// ready-made in gzip and Brotli; manifest.json names them, NOTICE.txt carries
// the licences of what is inside. The server embeds the folder.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";
import * as sass from "sass";
import italy from "@svg-maps/italy";

const here = new URL(".", import.meta.url).pathname;
const modules = here + "node_modules/";
const italia = modules + "bootstrap-italia/";
const dist = here + "../dist/";
const templates = here + "../templates/";

// Class names that only the Go code or the text of a case writes.
const safelist = [/^level-/, /^list-/, "script", /^footnote/, "task-list-item", "contains-task-list"];

const types = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  woff2: "font/woff2",
};

const manifest = {};

// add writes a file under its hashed name and returns that name.
async function add(name, body) {
  const bytes = Buffer.from(body);
  const [base, ext] = name.split(".");
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const path = `${base}.${hash}.${ext}`;
  const encodings = {};
  await writeFile(dist + path, bytes);
  if (ext !== "woff2") { // which is Brotli inside already
    encodings.gzip = `${path}.gz`;
    encodings.br = `${path}.br`;
    await writeFile(dist + encodings.gzip, gzipSync(bytes, { level: 9 }));
    await writeFile(dist + encodings.br, brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }));
  }
  manifest[name] = { path, type: types[ext], encodings };
  return path;
}

// fonts writes the four cuts of Titillium Web and returns their @font-face rules.
async function fonts() {
  const cuts = [["regular", 400, "normal"], ["italic", 400, "italic"], ["600", 600, "normal"], ["700", 700, "normal"]];
  let css = "";
  for (const [cut, weight, style] of cuts) {
    const file = `${italia}dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-${cut}.woff2`;
    const path = await add(`titillium-${cut}.woff2`, await readFile(file));
    css += `@font-face{font-family:"Titillium Web";font-style:${style};font-weight:${weight};font-display:swap;src:url("${path}") format("woff2")}\n`;
  }
  return css;
}

async function styles() {
  const faces = await fonts();
  const compiled = sass.compile(here + "scss/main.scss", {
    loadPaths: [italia + "src/scss"],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "slash-div", "if-function"],
    style: "expanded",
  });
  const [purged] = await new PurgeCSS().purge({
    content: [templates + "*.html", here + "js/*.js", here + "../page_*.go"],
    css: [{ raw: compiled.css }],
    variables: true,
    keyframes: true,
    safelist: { standard: safelist },
    extractor: (text) => text.match(/[\w-]+/g) ?? [],
  });
  const result = await build({
    stdin: { contents: faces + purged.css.replace('@charset "UTF-8";', ""), loader: "css", resolveDir: here },
    bundle: true, minify: true, write: false, logLevel: "warning", external: ["*.woff2"], target: ["chrome109", "firefox115", "safari16"],
  });
  await add("style.css", result.outputFiles[0].contents);
}

async function scripts() {
  const result = await build({
    entryPoints: [here + "js/main.js"],
    bundle: true, minify: true, format: "esm", write: false, logLevel: "warning", target: ["chrome109", "firefox115", "safari16"],
  });
  await add("script.js", result.outputFiles[0].contents);
}

// icons cuts the sprite to the symbols that templates and the Go code ask for.
async function icons() {
  const names = new Set();
  const sources = [...(await readdir(templates)).map((file) => templates + file),
    ...(await readdir(here + "..")).filter((file) => file.endsWith(".go")).map((file) => here + "../" + file)];
  for (const file of sources) {
    const text = await readFile(file, "utf8");
    for (const [, name] of text.matchAll(/\.Icon[ (]"([\w-]+)"/g)) names.add(name);
  }
  const sprite = await readFile(italia + "dist/svg/sprites.svg", "utf8");
  let symbols = "";
  for (const name of [...names].sort()) {
    const symbol = sprite.match(new RegExp(`<symbol[^>]*id="it-${name}"[^]*?</symbol>`));
    if (!symbol) throw new Error(`an icon is asked for that is not there: ${name}`);
    symbols += symbol[0];
  }
  await add("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>`);
}

// The map's own names of the regions, by ISTAT code from 01.
const regions = ["piedmont", "aosta-valley", "lombardy", "trentino-south-tyrol", "veneto", "friuli-venezia-giulia", "liguria",
  "emilia-romagna", "tuscany", "umbria", "marche", "lazio", "abruzzo", "molise", "campania", "apulia", "basilicata", "calabria",
  "sicily", "sardinia"];

async function map() {
  const paths = new Map(italy.locations.map((l) => [l.id, l.path]));
  let shapes = "";
  regions.forEach((id, i) => {
    if (!paths.has(id)) throw new Error(`the map has no region ${id}`);
    const rounded = paths.get(id).replace(/-?\d+\.\d+/g, (n) => String(Number(Number(n).toFixed(1))));
    shapes += `<path id="r${String(i + 1).padStart(2, "0")}" d="${rounded}"/>`;
  });
  await add("italia.svg", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${italy.viewBox}">${shapes}</svg>`);
}

async function notice() {
  const version = async (name) => JSON.parse(await readFile(`${modules}${name}/package.json`, "utf8")).version;
  const parts = [
    [`Bootstrap Italia ${await version("bootstrap-italia")} (styles and icons, a selection)`, await readFile(italia + "LICENSE", "utf8")],
    ["Titillium Web (font, four cuts)", await readFile(italia + "dist/fonts/Titillium_Web/OFL.txt", "utf8")],
    [`@svg-maps/italy ${await version("@svg-maps/italy")} (map of the regions; modified: coordinates rounded, names replaced by ISTAT codes)`,
      await readFile(modules + "@svg-maps/italy/LICENSE.md", "utf8")],
  ];
  const text = parts.map(([title, licence]) => `${title}\n${"=".repeat(title.length)}\n\n${licence.trim()}\n`).join("\n\n");
  await add("NOTICE.txt", text);
}

await mkdir(dist, { recursive: true });
await styles();
await scripts();
await icons();
await map();
await notice();
await add("favicon.svg", (await readFile(here + "favicon.svg", "utf8")).trim());
// The manifest comes whole and last: who reads meanwhile finds the old files.
await writeFile(here + "manifest.tmp", JSON.stringify(manifest, null, 2) + "\n");
await rename(here + "manifest.tmp", dist + "manifest.json");
const kept = new Set([".keep", "manifest.json"]);
for (const { path, encodings } of Object.values(manifest)) [path, ...Object.values(encodings)].forEach((name) => kept.add(name));
for (const name of await readdir(dist)) if (!kept.has(name)) await rm(dist + name);
