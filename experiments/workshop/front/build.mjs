// Builds the page into ../static (or the folder given): the same bytes from the same lock file.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../static"));
const FONTS = "node_modules/@fontsource";
const SIGNS = "←↑→↓①②③△▲▼●○◆■✓≤≥";
const MARKS = "‘’“”…·×";

/** The 3,755 commonest Chinese signs (the first level of GB 2312), punctuation, Latin, and signs of our own texts. */
function signs() {
  const decoder = new TextDecoder("gb2312");
  const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
  let common = "";
  for (let row = 0xb0; row <= 0xd7; row++) {
    for (let cell = 0xa1; cell <= (row === 0xd7 ? 0xf9 : 0xfe); cell++) common += decoder.decode(Uint8Array.of(row, cell));
  }
  return common + range(0x20, 0x7e) + range(0xa0, 0xff) + "–—−…‘’“”δμσ诿" + range(0x3000, 0x301f) + range(0xff01, 0xff5e);
}

/** Cut a font down to some signs. */
async function font(source, text) {
  return Buffer.from(await subsetFont(await readFile(join(here, source)), text, { targetFormat: "woff2" }));
}

async function fonts() {
  const noto = (weight) => `${FONTS}/noto-sans-sc/files/noto-sans-sc-chinese-simplified-${weight}-normal.woff2`;
  const source = (weight) => `${FONTS}/source-sans-3/files/source-sans-3-latin-${weight}-normal.woff2`;
  return {
    "text-400": await font(noto(400), signs()),
    "text-600": await font(noto(600), signs()),
    "marks-400": await font(source(400), MARKS),
    "marks-600": await font(source(600), MARKS),
    signs: await font("../../../analysis/fonts/NotoSansSC-Subset.otf", SIGNS),
  };
}

const hashed = (name, bytes, ending) =>
  `${name}.${createHash("sha256").update(bytes).digest("hex").slice(0, 10)}.${ending}`;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const names = {};
for (const [name, bytes] of Object.entries(await fonts())) {
  names[name] = hashed(name, bytes, "woff2");
  await writeFile(join(out, names[name]), bytes);
}

const built = await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.ts", style: "src/app.css" },
  bundle: true,
  format: "esm",
  minify: true,
  write: false,
  outdir: out,
  target: ["es2022", "chrome109", "safari16.4", "firefox115"],
  charset: "utf8",
  legalComments: "inline",
  external: ["*.woff2"],
});
let page = await readFile(join(here, "index.html"), "utf8");
for (const file of built.outputFiles) {
  const ending = file.path.endsWith(".css") ? "css" : "js";
  const text = file.text.replace(/font:([\w-]+)\.woff2/g, (_, name) => names[name]);
  const name = hashed("app", text, ending);
  await writeFile(join(out, name), text);
  page = page.replace(`{${ending}}`, `/static/${name}`);
}
page = page.replace("{font}", `/static/${names["text-400"]}`);
await writeFile(join(out, "index.html"), page);
await writeFile(join(out, "OFL.txt"), await readFile(join(here, "../../../analysis/fonts/OFL.txt")));
