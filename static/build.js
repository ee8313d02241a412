// Builds static/build from the sources: compiles the style sheets, cuts the font, copies what npm packages bring.
// Every step is repeatable; the font, the only slow one, is made again only when its source or its letters change.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const build = join(here, "build");

// Latin, Latin-1 and Latin Extended-A (the names of the four nations), the Welsh letters beyond them, and the
// punctuation, arrows and signs that the pages use.
const LETTERS = [
  "U+0020-007E", "U+00A0-017F", "U+1E80-1E85", "U+1EF2-1EF3", "U+2010-2015", "U+2018-201E", "U+2022", "U+2026",
  "U+2032", "U+2033", "U+2039", "U+203A", "U+2044", "U+2080-2089", "U+20AC", "U+2122", "U+2190-2193", "U+2212",
  "U+2264", "U+2265", "U+2713",
].join(",");
const FEATURES = "ccmp,kern,liga,locl,mark,mkmk,tnum";
const WEIGHTS = "wght=400:700";

function styleSheets() {
  mkdirSync(join(build, "css"), { recursive: true });
  for (const sheet of ["site", "admin"]) {
    const { css } = compile(join(here, "scss", `${sheet}.scss`), {
      loadPaths: [modules],
      style: "compressed",
      quietDeps: true,
    });
    writeFileSync(join(build, "css", `${sheet}.css`), css);
  }
}

function font(source, name) {
  const original = join(modules, "source-sans", "VF", source);
  const target = join(build, "fonts", `${name}.woff2`);
  const stamp = join(build, "..", "..", "var", "setup", `${name}.font`);
  const recipe = createHash("sha256").update(readFileSync(original)).update(LETTERS + FEATURES + WEIGHTS).digest("hex");
  if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, "utf8") === recipe) return;
  const work = mkdtempSync(join(tmpdir(), "font-"));
  const [letters, weights] = [join(work, "letters.ttf"), join(work, "weights.ttf")];
  execFileSync("pyftsubset", [
    original, `--unicodes=${LETTERS}`, `--layout-features=${FEATURES}`, `--output-file=${letters}`,
  ]);
  execFileSync("fonttools", ["varLib.instancer", letters, WEIGHTS, "--quiet", "--output", weights]);
  mkdirSync(dirname(target), { recursive: true });
  mkdirSync(dirname(stamp), { recursive: true });
  execFileSync("pyftsubset", [
    weights, "--unicodes=*", "--layout-features=*", "--flavor=woff2", `--output-file=${target}`,
  ]);
  rmSync(work, { recursive: true });
  writeFileSync(stamp, recipe);
}

function copies() {
  cpSync(join(here, "images"), join(build, "images"), { recursive: true });
  cpSync(join(modules, "source-sans", "LICENSE.md"), join(build, "fonts", "LICENSE.md"));
  for (const weight of ["Regular", "Semibold", "Bold"]) {
    // What social cards are drawn with.
    cpSync(join(modules, "source-sans", "TTF", `SourceSans3-${weight}.ttf`), join(build, "fonts", `SourceSans3-${weight}.ttf`));
  }
}

styleSheets();
font("SourceSans3VF-Upright.ttf", "source-sans");
font("SourceSans3VF-Italic.ttf", "source-sans-italic");
copies();
