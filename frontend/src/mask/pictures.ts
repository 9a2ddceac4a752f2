// Pictures in and out without losing a bit: planes read by strips, and written as grey PNG.

const STRIP = 256;

/** Fetch and decode a picture; raises an Error that says what to do. */
export async function bitmapAt(url: string): Promise<ImageBitmap> {
  let answer: Response;
  try {
    answer = await fetch(url);
  } catch {
    throw new Error("The studio could not be reached to fetch the picture.");
  }
  if (!answer.ok) throw new Error(`The studio answered ${answer.status} for the picture.`);
  try {
    return await createImageBitmap(await answer.blob(), {
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch {
    throw new Error("The picture could not be decoded by this browser.");
  }
}

/** The grey values of an opaque picture that has to be of this size, row by row. */
export async function planeAt(url: string, width: number, height: number): Promise<Uint8Array> {
  const bitmap = await bitmapAt(url);
  if (bitmap.width !== width || bitmap.height !== height) {
    throw new Error(
      `The mask is ${bitmap.width} × ${bitmap.height} and the picture ${width} × ${height}.`,
    );
  }
  const plane = new Uint8Array(width * height);
  const canvas = new OffscreenCanvas(width, Math.min(STRIP, height));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser cannot read the mask.");
  for (let top = 0; top < height; top += STRIP) {
    const rows = Math.min(STRIP, height - top);
    context.drawImage(bitmap, 0, top, width, rows, 0, 0, width, rows);
    const { data } = context.getImageData(0, 0, width, rows);
    for (let at = 0; at < width * rows; at += 1) plane[top * width + at] = data[4 * at]!;
  }
  bitmap.close();
  return plane;
}

/** An 8-bit grey PNG, 255 where `inside` is 1; written here, so that no colour space touches it. */
export async function greyPng(inside: Uint8Array, width: number, height: number): Promise<Blob> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  const rows = new Blob([...filtered(inside, width, height)]);
  const packed = rows.stream().pipeThrough(new CompressionStream("deflate"));
  const body = new Uint8Array(await new Response(packed).arrayBuffer());
  return new Blob(
    [
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      chunk("IHDR", new Uint8Array(header.buffer)),
      chunk("IDAT", body),
      chunk("IEND", new Uint8Array()),
    ],
    { type: "image/png" },
  );
}

/** Each row behind the byte of its filter, none, a strip at a time. */
function* filtered(
  inside: Uint8Array,
  width: number,
  height: number,
): Generator<Uint8Array<ArrayBuffer>> {
  for (let top = 0; top < height; top += STRIP) {
    const rows = Math.min(STRIP, height - top);
    const strip = new Uint8Array(rows * (width + 1));
    for (let row = 0; row < rows; row += 1) {
      const from = (top + row) * width;
      for (let x = 0; x < width; x += 1) {
        if (inside[from + x]) strip[row * (width + 1) + 1 + x] = 255;
      }
    }
    yield strip;
  }
}

function chunk(name: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(body, 8);
  view.setUint32(8 + body.length, checksum(bytes.subarray(4, 8 + body.length)));
  return bytes;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as PNG has it (ISO 3309). */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
