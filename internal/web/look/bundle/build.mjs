// Bundles the scripts of the console into a folder: node build.mjs FOLDER. Names hold a hash of what is in them.
import { build } from "esbuild";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const out = process.argv[2];
if (!out) throw new Error("usage: node build.mjs FOLDER");
for (const name of await readdir(out)) if (name.endsWith(".js")) await rm(join(out, name));
await build({
  entryPoints: { app: "app.js" },
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  legalComments: "inline",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  logLevel: "warning",
});
let sum = 0;
for (const name of await readdir(out)) {
  const { size } = await stat(join(out, name));
  if (name.endsWith(".js")) console.log(`${String(Math.round((sum += size, size) / 1024)).padStart(5)} kB ${name}`);
}
if (sum > 900 * 1024) throw new Error(`${Math.round(sum / 1024)} kB are more than pages should load`);
