/** The colours of colours.css, which are others in the dark. */
export const colours = {
  textSecondary: 'var(--console-text-secondary)',
  divider: 'var(--console-divider)',
  chart: 'var(--console-chart)',
  page: 'var(--console-page)',
} as const;
