// The bars of the mask editor: the strip of tools, and above the picture their options.
import { html, nothing } from "lit";
import { icon } from "../icon.ts";
import type { IconName } from "../icons.ts";
import { keyButton } from "../key-button.ts";
import { LEAST_SIZE, MOST_SIZE, type ToolName } from "../mask/tools.ts";
import type { StudioMaskEditor } from "./mask-editor.ts";

const TOOLS: { tool: ToolName; key: string; label: string; icon: IconName }[] = [
  { tool: "brush", key: "B", label: "Brush", icon: "brush" },
  { tool: "eraser", key: "E", label: "Eraser", icon: "eraser" },
  { tool: "box", key: "R", label: "Box", icon: "square-dashed" },
  { tool: "lasso", key: "L", label: "Lasso", icon: "lasso" },
  { tool: "pick", key: "V", label: "Found text", icon: "mouse-pointer-click" },
];
const COLOURS = ["Pink", "Blue", "Yellow", "Green"];
const ZOOM = 1.25;
const SIZE = 1.25;

interface Press {
  key: string;
  /** The icon shows the key already. */
  plain?: boolean;
  label: string;
  icon: IconName;
  act: () => void;
  on?: boolean;
  off?: boolean;
}

function button(
  editor: StudioMaskEditor,
  { key, label, icon: name, act, on, off, plain }: Press,
): unknown {
  const shown = key.replace("Shift+", "⇧");
  // What is seen on a button has to be in its name, for those who speak it.
  const named = plain ? label : `${label} ${shown}`;
  return html`<button
    class="button"
    type="button"
    data-key=${key}
    data-label=${label}
    title="${label} (${key})"
    aria-label=${named}
    aria-pressed=${on === undefined ? nothing : on}
    ?disabled=${off ?? false}
    @click=${(event: Event) => {
      act();
      editor.requestUpdate();
      editor.backToPicture(event);
    }}
  >
    ${icon(name)}${plain ? nothing : html`<kbd>${shown}</kbd>`}
  </button>`;
}

/** The tools, and what takes back. */
export function toolStrip(editor: StudioMaskEditor): unknown {
  const { tools, session } = editor;
  const { history } = session.mask;
  return html`<div class="mask-tools" role="toolbar" aria-label="Tools" aria-orientation="vertical">
    ${TOOLS.map(({ tool, key, label, icon: name }) =>
      button(editor, {
        key,
        label,
        icon: name,
        on: tools?.tool === tool,
        off: !tools,
        act: () => {
          tools?.choose(tool);
          editor.said = `${label}.`;
        },
      }),
    )}
    <hr />
    ${button(editor, {
      key: "U",
      label: "Undo",
      icon: "undo-2",
      off: !history.canUndo,
      act: () => editor.undo(),
    })}
    ${button(editor, {
      key: "Shift+U",
      label: "Redo",
      icon: "redo-2",
      off: !history.canRedo,
      act: () => editor.redo(),
    })}
    ${button(editor, {
      key: "X",
      label: "Empty the mask",
      icon: "trash-2",
      off: session.mask.isEmpty,
      act: () => editor.clear(),
    })}
  </div>`;
}

/** What the chosen tool can be told, how the mask looks, and the zoom. */
export function optionBar(editor: StudioMaskEditor): unknown {
  const { easel, tools } = editor;
  if (!easel || !tools) return html`<div class="compare-tools mask-options"></div>`;
  const view = easel.view;
  const zoom = (act: () => void) => () => {
    act();
    easel.draw();
  };
  return html`<div class="compare-tools mask-options">
    ${options(editor)}
    <span class="gap"></span>
    ${look(editor)}
    <span class="number tiny soft zoom" title="Screen pixels for each pixel of the picture"
      >${Math.round(view.zoom * 100)} %</span
    >
    <span class="segments">
      ${button(editor, { key: "-", label: "Smaller", icon: "minus", plain: true, act: zoom(() => view.zoomBy(1 / ZOOM)) })}
      ${button(editor, { key: "+", label: "Larger", icon: "plus", plain: true, act: zoom(() => view.zoomBy(ZOOM)) })}
    </span>
    ${button(editor, { key: "0", label: "Fit", icon: "maximize", act: zoom(() => view.fit()) })}
    ${button(editor, { key: "Z", label: "100 %", icon: "zoom-in", act: zoom(() => view.actualSize(pointed(editor))) })}
    ${keyButton({ key: "=", label: "Larger", act: zoom(() => view.zoomBy(ZOOM)) })}
  </div>`;
}

/** Where the pointer is, so that 100 % shows what it points at. */
function pointed(editor: StudioMaskEditor): { x: number; y: number } | undefined {
  const cursor = editor.easel?.marks.cursor;
  return cursor && editor.easel?.view.toWindow(cursor);
}

function options(editor: StudioMaskEditor): unknown {
  const { tools } = editor;
  if (!tools) return nothing;
  if (tools.isBrush) return brushSize(editor);
  if (tools.tool === "pick") {
    return html`<span class="small soft clip"
      >Click found text to mask it or leave it alone.</span
    >`;
  }
  const set = (subtracts: boolean) => (event: Event) => {
    tools.subtracts = subtracts;
    editor.requestUpdate();
    editor.backToPicture(event);
  };
  return html`<span class="segments" role="group" aria-label="What the shape does">
      <button class="button" type="button" aria-pressed=${!tools.subtracts} @click=${set(false)}>
        ${icon("plus")} Add
      </button>
      <button class="button" type="button" aria-pressed=${tools.subtracts} @click=${set(true)}>
        ${icon("minus")} Take away
      </button>
    </span>
    ${keyButton({ key: "S", label: "Shape: add or take away", act: set(!tools.subtracts) })}
    <span class="small soft clip mask-tip"
      >${
        tools.tool === "lasso"
          ? "Drag around it, or click corners; the first corner closes."
          : "Drag across it."
      }</span
    >`;
}

function brushSize(editor: StudioMaskEditor): unknown {
  const tools = editor.tools!;
  const resize = (size: number) => {
    tools.resize(size);
    editor.said = `Size ${tools.size} pixels.`;
    editor.requestUpdate();
  };
  const larger = () => resize(Math.max(tools.size + 1, tools.size * SIZE));
  const smaller = () => resize(Math.min(tools.size - 1, tools.size / SIZE));
  return html`<label class="mask-size"
      ><span>Size</span>
      <kbd>[</kbd>
      <input
        type="range"
        min="0"
        max="1"
        step="any"
        aria-valuetext="${tools.size} pixels"
        .value=${String(toSlider(tools.size))}
        @input=${(event: Event) =>
          resize(fromSlider(Number((event.target as HTMLInputElement).value)))}
        @change=${editor.backToPicture}
      />
      <kbd>]</kbd>
      <span class="number">${tools.size} px</span></label
    >
    ${keyButton({ key: "[", label: "Smaller brush", act: smaller })}
    ${keyButton({ key: "]", label: "Larger brush", act: larger })}`;
}

/** A slider's place for a size: small sizes take as much of it as large ones. */
function toSlider(size: number): number {
  return Math.log(size / LEAST_SIZE) / Math.log(MOST_SIZE / LEAST_SIZE);
}

function fromSlider(place: number): number {
  return LEAST_SIZE * (MOST_SIZE / LEAST_SIZE) ** place;
}

function look(editor: StudioMaskEditor): unknown {
  const easel = editor.easel!;
  const overlay = easel.overlay;
  return html`<span class="swatches" role="group" aria-label="Colour of the mask">
      ${COLOURS.map(
        (name) =>
          html`<button
            type="button"
            data-colour=${name}
            title="${name} mask"
            aria-label="${name} mask"
            aria-pressed=${editor.coloured === name}
            @click=${(event: Event) => {
              editor.colour(name);
              editor.backToPicture(event);
            }}
          ></button>`,
      )}
    </span>
    <label class="mask-opacity"
      ><span class="unseen">Opacity of the mask</span
      ><input
        type="range"
        min="0.1"
        max="0.95"
        step="0.05"
        title="Opacity of the mask"
        .value=${String(overlay.opacity)}
        @input=${(event: Event) => {
          overlay.opacity = Number((event.target as HTMLInputElement).value);
          overlay.updateAll();
          easel.draw();
        }}
    /></label>
    ${button(editor, {
      key: "T",
      label: "Outlines of found text",
      icon: "scan-text",
      on: easel.outlines,
      act: () => {
        easel.outlines = !easel.outlines;
        easel.draw();
      },
    })}`;
}
