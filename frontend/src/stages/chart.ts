// Edge profiles drawn over each other, one line a stage.
import { html, svg, type TemplateResult } from "lit";
import { beyond, riseWidth } from "./profile.ts";

export interface Series {
  key: string;
  title: string;
  /** Which of the stylesheet's line styles it has; every pane's caption shows the same. */
  style: number;
  values: number[];
}

const BOX = { width: 640, height: 190, left: 34, right: 8, top: 8, bottom: 24 };
const ROOM = 8;

interface Axes {
  x: (place: number) => number;
  y: (level: number) => number;
  levels: number[];
  places: number[];
}

export function chart(series: readonly Series[], half: number, hovered: number | null): unknown {
  const axes = axesOf(series, half);
  return svg`<svg class="profile" viewBox="0 0 ${BOX.width} ${BOX.height}" role="img"
      aria-label="Lightness along the line, stage by stage">
    ${axes.levels.map((level) => levelLine(axes, level))}
    ${axes.places.map((place) => placeLine(axes, place))}
    ${series.map((one) => curve(axes, one, half))}
    ${hovered === null ? "" : svg`<line class="hovered" x1=${axes.x(hovered)} x2=${axes.x(hovered)} y1=${BOX.top} y2=${BOX.height - BOX.bottom}></line>`}
  </svg>`;
}

/** Where along the line a pointer is, in result pixels from its middle; null beside the chart. */
export function placeUnder(event: PointerEvent, half: number): number | null {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const across = ((event.clientX - box.left) / box.width) * BOX.width;
  const share = (across - BOX.left) / (BOX.width - BOX.left - BOX.right);
  return share < 0 || share > 1 ? null : (2 * share - 1) * half;
}

/** What the profiles say in figures; `hovered` adds the level at a place. */
export function figures(
  series: readonly Series[],
  half: number,
  hovered: number | null,
): TemplateResult {
  const source = series[0]?.values ?? [];
  return html`<table class="profile-figures">
    <thead>
      <tr>
        <th>Stage</th>
        <th title="Pixels of the result in which the edge goes from a tenth to nine tenths">
          Rise, px
        </th>
        <th
          title="How far it leaves the source's range along the line, in levels of 255: a halo, or a target"
        >
          Beyond source
        </th>
        <th>${hovered === null ? "" : html`At ${hovered.toFixed(1)}`}</th>
      </tr>
    </thead>
    <tbody>
      ${series.map((one) => row(one, source, half, hovered))}
    </tbody>
  </table>`;
}

export function swatch(style: number): TemplateResult {
  return html`<svg class="swatch" viewBox="0 0 26 8" aria-hidden="true">
    <line class="series series-${style}" x1="0" x2="26" y1="4" y2="4"></line>
  </svg>`;
}

function row(one: Series, source: number[], half: number, hovered: number | null): TemplateResult {
  const rise = riseWidth(one.values);
  const first = one.values === source;
  return html`<tr>
    <td class="clip">${swatch(one.style)} ${one.title}</td>
    <td class="number">${rise === null ? "–" : rise.toFixed(1)}</td>
    <td class="number">${first ? "–" : beyond(one.values, source).toFixed(1)}</td>
    <td class="number">${hovered === null ? "" : Math.round(levelAt(one, half, hovered))}</td>
  </tr>`;
}

function levelAt({ values }: Series, half: number, place: number): number {
  const at = Math.round(((place + half) / (2 * half)) * (values.length - 1));
  return values[Math.min(values.length - 1, Math.max(0, at))]!;
}

function axesOf(series: readonly Series[], half: number): Axes {
  const all = series.flatMap(({ values }) => values);
  const low = Math.max(0, Math.min(...all) - ROOM);
  const high = Math.min(255, Math.max(...all) + ROOM);
  const inside = {
    width: BOX.width - BOX.left - BOX.right,
    height: BOX.height - BOX.top - BOX.bottom,
  };
  const gap = high - low > 120 ? 50 : high - low > 50 ? 20 : high - low > 20 ? 10 : 5;
  const levels = [];
  for (let level = Math.ceil(low / gap) * gap; level <= high; level += gap) levels.push(level);
  const step = half > 24 ? 16 : 8;
  const places = [];
  for (let at = -Math.floor(half / step) * step; at <= half; at += step) places.push(at);
  return {
    x: (place) => BOX.left + ((place + half) / (2 * half)) * inside.width,
    y: (level) => BOX.top + ((high - level) / Math.max(1, high - low)) * inside.height,
    levels,
    places,
  };
}

function levelLine(axes: Axes, level: number): unknown {
  return svg`<line class="rule" x1=${BOX.left} x2=${BOX.width - BOX.right} y1=${axes.y(level)} y2=${axes.y(level)}></line>
    <text x=${BOX.left - 6} y=${axes.y(level) + 3.5} text-anchor="end">${level}</text>`;
}

function placeLine(axes: Axes, place: number): unknown {
  const word = place === 0 ? "0" : place > 0 ? `+${place}` : `−${-place}`;
  return svg`<line class="rule" x1=${axes.x(place)} x2=${axes.x(place)} y1=${BOX.top} y2=${BOX.height - BOX.bottom}></line>
    <text x=${axes.x(place)} y=${BOX.height - 8} text-anchor="middle">${word}${place === 0 ? " px" : ""}</text>`;
}

function curve(axes: Axes, { values, style }: Series, half: number): unknown {
  const points = values.map((value, index) => {
    const place = (index / (values.length - 1)) * 2 * half - half;
    return `${axes.x(place).toFixed(1)},${axes.y(value).toFixed(1)}`;
  });
  return svg`<polyline class="series series-${style}" points=${points.join(" ")}></polyline>`;
}
