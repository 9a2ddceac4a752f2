// Two pictures of different sizes in one place: the candidate below, the proof above, and the
// mask over both; one zoom and one pan for all of them.
import OpenSeadragon from "openseadragon";
import { tinted } from "./tint.ts";

export type Mode = "wipe" | "flicker" | "side" | "difference";

export interface Addresses {
  before: string;
  after: string;
}

interface Show {
  mode: Mode;
  swapped: boolean;
  mask: boolean;
  wipe: number;
}

const MASK_OPACITY = 0.8;
const SMOOTH_BELOW = 2;

const ALMOST = 0.01;

/** The viewer would put a style of its own into the page, which the page's policy forbids: an
    element of that name, which means nothing in HTML, tells it that the style is there already. */
function declineStyle(): void {
  const marker = document.createElementNS(null, "style");
  marker.setAttribute("data-openseadragon-mobile-css", "declined");
  document.head.append(marker);
}

function viewer(element: HTMLElement): OpenSeadragon.Viewer {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const made = new OpenSeadragon.Viewer({
    element,
    drawer: "canvas",
    showNavigationControl: false,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    animationTime: still ? 0 : 0.18,
    visibilityRatio: 0.4,
    minZoomImageRatio: 0.6,
    maxZoomPixelRatio: 24,
    immediateRender: true,
    preserveImageSizeOnResize: true,
    tabIndex: -1,
  });
  // Keys are the page's, not the viewer's.
  made.addHandler("canvas-key", (event) => {
    (event as unknown as { preventDefaultAction: boolean }).preventDefaultAction = true;
  });
  return made;
}

function add(to: OpenSeadragon.Viewer, url: string): Promise<OpenSeadragon.TiledImage> {
  return new Promise((resolve, reject) => {
    to.addTiledImage({
      tileSource: { type: "image", url, buildPyramid: true } as never,
      width: 1,
      success: (event: Event) =>
        resolve((event as unknown as { item: OpenSeadragon.TiledImage }).item),
      error: () => reject(new Error(`The picture at ${url} could not be loaded.`)),
    } as never);
  });
}

export class Layers {
  readonly main: OpenSeadragon.Viewer;
  private readonly pair: OpenSeadragon.Viewer;
  private after!: OpenSeadragon.TiledImage;
  private mask: OpenSeadragon.TiledImage | undefined;
  private leading: OpenSeadragon.Viewer | undefined;
  private paired = false;

  constructor(main: HTMLElement, pair: HTMLElement) {
    declineStyle();
    this.main = viewer(main);
    this.pair = viewer(pair);
    this.follow(this.main, this.pair);
    this.follow(this.pair, this.main);
  }

  async load(addresses: Addresses): Promise<void> {
    await add(this.main, addresses.before);
    this.after = await add(this.main, addresses.after);
    await add(this.pair, addresses.before);
    this.fit();
  }

  /** Lay the mask over the proof, in a colour that letters rarely have. */
  async addMask(url: string): Promise<void> {
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--mark-text");
    this.mask = await add(this.main, await tinted(url, colour.trim()));
  }

  show({ mode, swapped, mask, wipe }: Show): void {
    if (!this.after) return;
    this.after.setCompositeOperation((mode === "difference" ? "difference" : null) as string);
    this.after.setOpacity(swapped ? 0 : 1);
    this.mask?.setOpacity(mask ? MASK_OPACITY : 0);
    this.after.setClip(mode === "wipe" ? this.rightOf(wipe) : null);
    const smooth = this.zoom < SMOOTH_BELOW;
    this.main.drawer.setImageSmoothingEnabled(smooth);
    this.pair.drawer.setImageSmoothingEnabled(smooth);
  }

  /** The proof's part to the right of a fraction of the window, in the proof's pixels. */
  private rightOf(wipe: number): OpenSeadragon.Rect {
    const { x: width, y: height } = this.after.getContentSize();
    const at = new OpenSeadragon.Point(this.main.viewport.getContainerSize().x * wipe, 0);
    const point = this.main.viewport.pointFromPixel(at, true);
    const left = this.after.viewportToImageCoordinates(point).x;
    const clipped = Math.min(width, Math.max(0, left));
    return new OpenSeadragon.Rect(clipped, 0, Math.max(0.01, width - clipped), height);
  }

  /** Screen pixels for one pixel of the proof. */
  get zoom(): number {
    if (!this.after) return 1;
    return this.after.viewportToImageZoom(this.main.viewport.getZoom(true)) * devicePixelRatio;
  }

  fit(): void {
    this.main.viewport.goHome(true);
  }

  /** One proof pixel a screen pixel, around a point of the proof or where the window is. */
  actualSize(centre?: [number, number]): void {
    const zoom = this.after.imageToViewportZoom(1 / devicePixelRatio);
    this.main.viewport.zoomTo(zoom, undefined, true);
    if (centre) {
      this.main.viewport.panTo(this.after.imageToViewportCoordinates(...centre), true);
    }
  }

  /** Where a box of proof pixels lies in the window now. */
  onScreen([x, y, width, height]: Box): DOMRect {
    const viewport = this.main.viewport;
    const place = (px: number, py: number) =>
      viewport.pixelFromPoint(this.after.imageToViewportCoordinates(px, py), true);
    const [start, end] = [place(x, y), place(x + width, y + height)];
    return new DOMRect(start.x, start.y, end.x - start.x, end.y - start.y);
  }

  /** A box of the window as shares of the proof's width and height, cut at its border. */
  shares(at: DOMRect): Place {
    const { x: width, y: height } = this.after.getContentSize();
    const share = (px: number, py: number): [number, number] => {
      const point = this.main.viewport.pointFromPixel(new OpenSeadragon.Point(px, py), true);
      const pixel = this.after.viewportToImageCoordinates(point);
      return [within(pixel.x / width), within(pixel.y / height)];
    };
    const [left, top] = share(at.left, at.top);
    const [right, bottom] = share(at.right, at.bottom);
    return [left, top, right - left, bottom - top];
  }

  /** A place given in shares, in the proof's pixels. */
  pixels([x, y, width, height]: Place): Box {
    const { x: across, y: down } = this.after.getContentSize();
    return [x * across, y * down, width * across, height * down];
  }

  private follow(one: OpenSeadragon.Viewer, other: OpenSeadragon.Viewer): void {
    one.addHandler("viewport-change", () => {
      if (this.paired && this.leading !== other) this.align(one, other);
    });
  }

  private align(one: OpenSeadragon.Viewer, other: OpenSeadragon.Viewer): void {
    if (!other.world?.getItemCount()) return;
    this.leading = one;
    other.viewport.zoomTo(one.viewport.getZoom(true), undefined, true);
    other.viewport.panTo(one.viewport.getCenter(true), true);
    other.forceRedraw();
    this.leading = undefined;
  }

  /** Give the panes their new sizes; a picture that was fitted is fitted again. */
  pairUp(paired: boolean): void {
    const { main, pair } = this;
    const home = main.viewport.getHomeZoom();
    const fitted = Math.abs(main.viewport.getZoom(true) - home) < ALMOST * home;
    // Neither leads the other while their sizes change.
    this.paired = false;
    main.forceResize();
    if (paired) pair.forceResize();
    requestAnimationFrame(() => {
      if (fitted) this.fit();
      if (paired) this.align(main, pair);
      this.paired = paired;
    });
  }

  destroy(): void {
    this.main.destroy();
    this.pair.destroy();
  }
}

export type Box = [number, number, number, number];

/** x, y, width and height in shares of the picture, 0 to 1. */
export type Place = [number, number, number, number];

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
