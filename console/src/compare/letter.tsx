import './run-colours.css';
import { colours } from '../app/colours.ts';

/** Ids are long and begin alike: within a comparison, a run is a letter and a colour. */
export const letterOf = (at: number): string => 'ABCD'.charAt(at);
export const colourOf = (at: number): string => `var(--console-run-${letterOf(at).toLowerCase()})`;

export const Letter = ({ at }: { at: number }) => (
  <span
    style={{
      display: 'inline-block',
      minWidth: 20,
      boxSizing: 'border-box',
      padding: '0 5px',
      border: `2px solid ${colourOf(at)}`,
      borderRadius: 6,
      background: colours.page,
      textAlign: 'center',
      fontSize: 12,
      lineHeight: '18px',
      fontWeight: 700,
    }}
  >
    {letterOf(at)}
  </span>
);
