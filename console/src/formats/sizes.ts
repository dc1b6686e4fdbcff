const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** So many bytes in the largest unit of which there is one. */
export function size(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
