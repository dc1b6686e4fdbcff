import Icon, { type IconProps } from '@cloudscape-design/components/icon';
import { colours } from '../../app/colours.ts';
import { figure } from '../../formats/figures.ts';
import type { Try } from './tries.ts';
import { decisionOf } from './words.ts';

interface Mark {
  readonly icon: IconProps.Name;
  readonly words: string;
  readonly score: string;
}

function markOf({ error, match, search, subject }: Try): Mark {
  if (error !== null || match?.error) return { icon: 'status-negative', words: 'It failed', score: '–' };
  if (match === null) {
    return search.answer === null
      ? { icon: 'status-pending', words: 'Not answered yet', score: '…' }
      : { icon: 'search', words: 'Searched for', score: '–' };
  }
  const decision = match.answer === null ? null : decisionOf(subject, match.answer);
  if (decision === null) return { icon: 'status-pending', words: 'Not answered yet', score: '…' };
  return {
    icon: `status-${decision.type}`,
    words: decision.text,
    score: figure(match.answer?.data[0]?.score ?? 0),
  };
}

const side = 72;

function Tried(props: { tried: Try; selected: boolean; onSelect: () => void }) {
  const { tried, selected, onSelect } = props;
  const { icon, words, score } = markOf(tried);
  return (
    <button
      type="button"
      aria-pressed={selected}
      aria-label={`${tried.name}: ${words}, ${score}`}
      title={tried.name}
      onClick={onSelect}
      style={{
        ...{ padding: 4, border: `2px solid ${selected ? colours.chart : 'transparent'}`, borderRadius: 12 },
        ...{ background: 'none', font: 'inherit', color: 'inherit', cursor: 'pointer', lineHeight: 1.2 },
      }}
    >
      {tried.url === null ? (
        <div style={{ width: side, height: side, borderRadius: 8, border: `1px solid ${colours.divider}` }} />
      ) : (
        <img
          src={tried.url}
          alt=""
          width={side}
          height={side}
          style={{ display: 'block', objectFit: 'cover', borderRadius: 8 }}
        />
      )}
      <span style={{ display: 'flex', gap: 4, justifyContent: 'center', marginTop: 4, fontSize: 12 }}>
        <Icon name={icon} size="small" />
        {score}
      </span>
    </button>
  );
}

/** What was tried in this visit, to go back to. */
export function History(props: { tries: readonly Try[]; selected: Try; onSelect: (id: number) => void }) {
  const { tries, selected, onSelect } = props;
  return (
    <div>
      <div style={{ fontSize: 12, color: colours.textSecondary }}>Tried in this visit</div>
      <section aria-label="Tried in this visit" style={{ display: 'flex', flexWrap: 'wrap', gap: 4 }}>
        {tries.map((one) => (
          <Tried key={one.id} tried={one} selected={one.id === selected.id} onSelect={() => onSelect(one.id)} />
        ))}
      </section>
    </div>
  );
}
