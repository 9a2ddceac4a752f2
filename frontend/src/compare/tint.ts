// Turns a black and white mask into a sheet of one colour that is clear where the mask is black.

/** The address of a picture in `colour`, as opaque as the mask at `url` is bright. */
export async function tinted(url: string, colour: string): Promise<string> {
  const bitmap = await createImageBitmap(await (await fetch(url)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw the mask.");
  context.drawImage(bitmap, 0, 0);
  const sheet = context.getImageData(0, 0, bitmap.width, bitmap.height);
  for (let at = 0; at < sheet.data.length; at += 4) {
    sheet.data[at + 3] = sheet.data[at] ?? 0;
  }
  context.putImageData(sheet, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour;
  context.fillRect(0, 0, bitmap.width, bitmap.height);
  return URL.createObjectURL(await canvas.convertToBlob());
}
