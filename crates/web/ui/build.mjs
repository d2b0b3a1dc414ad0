// Builds dist/ from src/: same input, same bytes. See README.md.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
const KIB = 1024;
/** Most bytes after gzip. */
const BUDGET = { "editor.js": 192 * KIB, "app.js": 8 * KIB, "app.css": 10 * KIB, "editor.css": 6 * KIB, "icons.svg": 6 * KIB };
/** Two copies of these break merging silently. */
const SINGLE = ["yjs", "lib0", "y-protocols", "prosemirror-model", "prosemirror-state"];

async function bundle() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["src/editor.ts", "src/app.ts", "src/app.css", "src/editor.css"],
    outdir: "dist",
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome111", "firefox115", "safari16.4"],
    charset: "utf8",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    metafile: true,
    logLevel: "warning",
  });
  return result.metafile;
}

/** Folders of the packages whose code is in the bundles. */
function packagesOf(metafile) {
  const folders = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (match && bytesInOutput > 0) folders.add(match[1]);
    }
  }
  return [...folders].sort();
}

function checkSingleCopies(metafile, folders) {
  for (const name of SINGLE) {
    const copies = folders.filter((folder) => folder.endsWith(`node_modules/${name}`));
    if (copies.length !== 1) throw new Error(`${name} must be bundled once, found: ${copies.join(", ") || "none"}`);
  }
  // The ES module and the CommonJS build of one package are two copies as well.
  const yjs = Object.keys(metafile.inputs).filter((path) => /node_modules\/yjs\/dist\//.test(path));
  if (yjs.length !== 1) throw new Error(`yjs must be bundled from one file, found: ${yjs.join(", ")}`);
}

/** The licences of what is bundled ask for their text to travel along. Equal texts are written once. */
async function licences(folders) {
  const byText = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
    if (!["MIT", "ISC", "Apache-2.0", "BSD-3-Clause"].includes(license)) throw new Error(`${name}: licence ${license} is not allowed`);
    const file = (await readdir(join(root, folder))).sort().find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? (await readFile(join(root, folder, file), "utf8")).replace(/\r\n/g, "\n").trim() : `${license} licence`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
  }
  return [...byText].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`).join(`\n${"-".repeat(72)}\n\n`);
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** SHA-256 of "path hash\n" for every source, sorted by path: tells without Node whether dist is stale. */
async function sourceHash() {
  const files = [...(await filesBelow(join(root, "src"))), ...["build.mjs", "package.json", "package-lock.json"].map((name) => join(root, name))];
  const named = files.map((file) => [relative(root, file).split(sep).join("/"), file]).sort(([a], [b]) => (a < b ? -1 : 1));
  const all = createHash("sha256");
  for (const [name, file] of named) {
    all.update(`${name} ${createHash("sha256").update(await readFile(file)).digest("hex")}\n`);
  }
  return `${all.digest("hex")}\n`;
}

async function checkSizes() {
  const tooBig = [];
  for (const [name, limit] of Object.entries(BUDGET)) {
    const bytes = await readFile(join(dist, name));
    const packed = gzipSync(bytes, { level: 9 }).length;
    console.log(`${name.padEnd(12)} ${String(bytes.length).padStart(8)} bytes ${String(packed).padStart(8)} gzip (limit ${limit})`);
    if (packed > limit) tooBig.push(name);
  }
  if (tooBig.length > 0) throw new Error(`over budget: ${tooBig.join(", ")}`);
}

if (resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const metafile = await bundle();
  const folders = packagesOf(metafile);
  checkSingleCopies(metafile, folders);
  for (const name of ["icons.svg", "icon.svg"]) {
    // Indentation is for people; the sprite is loaded by every screen.
    await writeFile(join(dist, name), (await readFile(join(root, "src", name), "utf8")).replace(/>\s+</g, "><").trim() + "\n");
  }
  await writeFile(join(dist, "LICENCES.txt"), await licences(folders));
  await writeFile(join(dist, "SOURCE_HASH"), await sourceHash());
  await checkSizes();
}
