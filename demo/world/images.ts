import { side } from "./digits-model.ts";

/**
 * What a lens out of focus does: a box blur in rows and columns, `times` times over (twice is close to
 * a Gaussian). Light is kept, edges are lost.
 */
export function blur(image: Float32Array, radius: number, times: number): Float32Array {
  let current = image;
  for (let round = 0; round < times; round++) {
    current = blurLines(blurLines(current, radius, 1, side), radius, side, 1);
  }
  return current;
}

function blurLines(
  image: Float32Array,
  radius: number,
  step: number,
  lineStep: number,
): Float32Array {
  const result = new Float32Array(image.length);
  for (let line = 0; line < side; line++) {
    for (let position = 0; position < side; position++) {
      let sum = 0;
      for (let offset = -radius; offset <= radius; offset++) {
        const at = position + offset;
        if (at >= 0 && at < side) sum += image[line * lineStep + at * step]!;
      }
      result[line * lineStep + position * step] = sum / (2 * radius + 1);
    }
  }
  return result;
}

/** Plain statistics of an image, the features a watcher can follow without seeing pixels. */
export interface ImageStatistics {
  readonly [name: string]: number;
}

/** Brightness and contrast in grey values 0..1, centre and spread in pixels, the rest as shares. */
export function imageStatistics(image: Float32Array): ImageStatistics {
  let sum = 0;
  let squares = 0;
  let ink = 0;
  let edges = 0;
  let momentX = 0;
  let momentY = 0;
  let squareX = 0;
  let squareY = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = row * side + column;
      const value = image[at]!;
      sum += value;
      squares += value * value;
      if (value > 0.5) ink++;
      momentX += value * column;
      momentY += value * row;
      squareX += value * column * column;
      squareY += value * row * row;
      if (row > 0 && row < side - 1 && column > 0 && column < side - 1) {
        edges += Math.abs(
          4 * value - image[at - 1]! - image[at + 1]! - image[at - side]! - image[at + side]!,
        );
      }
    }
  }
  const pixels = side * side;
  const mean = sum / pixels;
  const mass = sum > 0 ? sum : 1;
  const centreX = momentX / mass;
  const centreY = momentY / mass;
  return {
    brightness: round(mean),
    contrast: round(Math.sqrt(Math.max(0, squares / pixels - mean * mean))),
    sharpness: round(edges / pixels),
    ink_share: round(ink / pixels),
    centre_x: round(centreX),
    centre_y: round(centreY),
    spread_x: round(Math.sqrt(Math.max(0, squareX / mass - centreX * centreX))),
    spread_y: round(Math.sqrt(Math.max(0, squareY / mass - centreY * centreY))),
  };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
