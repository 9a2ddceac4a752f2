// Builds the studio's one script and one stylesheet under fixed names that Django links to.
import { defineConfig } from "vite";
import { sprite } from "./sprite.ts";

export default defineConfig({
  base: "./",
  plugins: [sprite()],
  build: {
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: "src/studio.ts",
      output: {
        entryFileNames: "studio.js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".css"))
            ? "studio.css"
            : "assets/[name]-[hash][extname]",
      },
    },
  },
});
