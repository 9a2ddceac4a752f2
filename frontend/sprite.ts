// Gathers the icons that the pages use from Lucide into one file, icons.svg.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";
import { ICONS } from "./src/icons.ts";

const require = createRequire(import.meta.url);

function symbol(name: string): string {
  const text = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), "utf8");
  const shapes = text.slice(
    text.indexOf(">", text.indexOf("<svg")) + 1,
    text.lastIndexOf("</svg>"),
  );
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s+/g, " ").trim()}</symbol>`;
}

export function sprite(): Plugin {
  return {
    name: "icon-sprite",
    generateBundle() {
      const symbols = ICONS.map(symbol).join("\n");
      const source = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}\n</svg>\n`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}
