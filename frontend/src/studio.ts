// The studio's script: one stylesheet, one registry of keys, and the elements that hold state.
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@fontsource/instrument-serif/latin-400-italic.css";
import "./styles/tokens.css";
import "./styles/ground.css";
import "./styles/shell.css";
import "./styles/pieces.css";
import "./styles/pages.css";
import "./styles/explore.css";
import "./styles/viewers.css";
import "./styles/reports.css";
import "./styles/marks.css";
import "./styles/mask.css";
import "./elements/code-lines.ts";
import "./elements/conditioning.ts";
import "./elements/connection-state.ts";
import "./elements/elapsed.ts";
import "./elements/exploration.ts";
import "./elements/found.ts";
import "./elements/gallery.ts";
import "./elements/grid.ts";
import "./elements/live.ts";
import "./elements/loupe.ts";
import "./elements/picks.ts";
import "./elements/render-dialog.ts";
import "./elements/review-form.ts";
import "./elements/shortcuts.ts";
import "./elements/stacks.ts";
import "./elements/theme.ts";
import "./elements/upload.ts";
import { listenForCopies } from "./copy.ts";
import { listenForKeys } from "./keys.ts";

listenForKeys();
listenForCopies();
// What is large is loaded by the one page that needs it.
if (document.querySelector("studio-compare")) void import("./elements/compare.ts");
if (document.querySelector("studio-mask-editor")) void import("./elements/mask-editor.ts");
