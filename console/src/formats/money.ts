/** Millionths of a US dollar as a person reads them: cents where that says enough, more digits for less. */
export function dollars(usdMicros: number | null): string {
  if (usdMicros === null) return '–';
  if (usdMicros > 0 && usdMicros < 100) return '< $0.0001';
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: usdMicros < 1_000_000 ? 4 : 2,
  }).format(usdMicros / 1_000_000);
}
