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

/** What somebody typed as dollars, in micro-dollars: null for nothing typed, undefined for what is no amount. */
export function microsOf(text: string): number | null | undefined {
  const plain = text.trim().replace(/^\$/, '');
  if (plain === '') return null;
  return /^\d{1,7}(\.\d{1,6})?$/.test(plain) ? Math.round(Number(plain) * 1_000_000) : undefined;
}
