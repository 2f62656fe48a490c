// Finds a QR code in a camera picture, away from the page's own thread. The WebAssembly comes from our own address
// (zxing-wasm's default is a CDN).

import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";

/** First `{wasm}` with the reader's address, then pictures; every picture is answered with `{text}`. */
export type ToWorker = { wasm: string } | { picture: ImageData };
export type FromWorker = { text: string | null; failed?: boolean };

const options: ReaderOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryDownscale: true,
  downscaleFactor: 2,
  downscaleThreshold: 200,
  maxNumberOfSymbols: 1,
};
let misses = 0;

/** A 3×3 mean of the brightness: blurs away noise and moiré that hide a code from the reader. */
function blurred({ data, width, height }: ImageData): ImageData {
  const grey = new Uint16Array(width * height);
  for (let at = 0; at < grey.length; at++) grey[at] = (data[at * 4]! * 77 + data[at * 4 + 1]! * 150 + data[at * 4 + 2]! * 29) >> 8;
  const out = new ImageData(width, height);
  const pixels = new Uint32Array(out.data.buffer);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      let sum = 0;
      for (let row = at - width; row <= at + width; row += width) sum += grey[row - 1]! + grey[row]! + grey[row + 1]!;
      const mean = (sum / 9) | 0;
      pixels[at] = 0xff000000 | (mean << 16) | (mean << 8) | mean;
    }
  }
  return out;
}

async function read(picture: ImageData): Promise<string | null> {
  const [found] = await readBarcodes(picture, options);
  if (found?.text) {
    misses = 0;
    return found.text;
  }
  misses++;
  if (misses % 2) return null;
  const [second] = await readBarcodes(blurred(picture), options);
  return second?.text || null;
}

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  try {
    if ("wasm" in data) {
      await prepareZXingModule({ overrides: { locateFile: () => data.wasm }, fireImmediately: true });
      return;
    }
    self.postMessage({ text: await read(data.picture) } satisfies FromWorker);
  } catch {
    self.postMessage({ text: null, failed: true } satisfies FromWorker);
  }
};
