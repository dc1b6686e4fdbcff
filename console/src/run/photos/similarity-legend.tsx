import { colours } from '../../app/colours.ts';

/** The colours of the maps from dark to bright, which are as far from each other as they look. */
const ramp = ['#000004', '#210c4a', '#57106e', '#8a226a', '#bc3754', '#e45a31', '#f98e09', '#f9cb35', '#fcffa4'];

/** What the colours of a similarity map mean. */
export const SimilarityLegend = () => (
  <div style={{ margin: '8px 0 4px', fontSize: 12, color: colours.textSecondary }}>
    <div
      aria-hidden="true"
      style={{ height: 12, borderRadius: 6, background: `linear-gradient(to right, ${ramp.join(', ')})` }}
    />
    <div style={{ display: 'flex', justifyContent: 'space-between', gap: 16, marginTop: 2 }}>
      <span>Dark: least like the subject</span>
      <span style={{ textAlign: 'right' }}>Bright: most like it</span>
    </div>
  </div>
);
