/** A small picture in shades of grey, row by row, 0 to 255. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly grey: Float32Array;
}

/** What a canvas gives: red, green, blue and opacity of each pixel. */
interface CanvasPixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** The shades as the eye weighs colours. */
export function greyOf({ width, height, data }: CanvasPixels): GreyPicture {
  const at = (index: number): number => data[index] ?? 0;
  const grey = Float32Array.from(
    { length: width * height },
    (_, pixel) => 0.299 * at(pixel * 4) + 0.587 * at(pixel * 4 + 1) + 0.114 * at(pixel * 4 + 2),
  );
  return { width, height, grey };
}
