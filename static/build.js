// Builds static/build from the sources: compiles the style sheets and copies what the npm packages bring.

import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const build = join(here, "build");

mkdirSync(join(build, "css"), { recursive: true });
for (const sheet of ["site"]) {
  const { css } = compile(join(here, "scss", `${sheet}.scss`), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  writeFileSync(join(build, "css", `${sheet}.css`), css);
}
