import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { PhotoRole } from '@likeness/client';
import { colours } from '../app/colours.ts';
import { size } from '../formats/sizes.ts';
import type { Remark } from './checks.ts';
import { RemarkLine } from './remark-line.tsx';
import { RoleSelect } from './role-select.tsx';
import type { Photo } from './use-photos.ts';
import type { Sent } from './use-sending.ts';

interface PhotoCardProps {
  readonly photo: Photo;
  readonly remarks: readonly Remark[];
  /** Undefined until it is on its way. */
  readonly sent: Sent | undefined;
  readonly locked: boolean;
  onRole(role: PhotoRole): void;
  onRemove(): void;
}

/** A chosen photo: what it shows, what is to be said of it, its role, and how far it is on its way. */
export function PhotoCard({ photo, remarks, sent, locked, onRole, onRemove }: PhotoCardProps) {
  const { name, file, role, look } = photo;
  return (
    <figure style={{ margin: 0, minWidth: 0, display: 'grid', gap: 6, alignContent: 'start' }}>
      <div style={{ position: 'relative' }}>
        <Thumbnail photo={photo} />
        <span
          data-remove
          style={{ position: 'absolute', top: 4, right: 4, borderRadius: 16, background: colours.page }}
        >
          <Button variant="icon" iconName="close" ariaLabel={`Remove ${name}`} disabled={locked} onClick={onRemove} />
        </span>
      </div>
      <figcaption style={{ minWidth: 0 }}>
        <div style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }} title={name}>
          {name}
        </div>
        <div style={{ fontSize: 12, color: colours.textSecondary }}>
          {look === null ? size(file.size) : `${look.width} × ${look.height}, ${size(file.size)}`}
        </div>
      </figcaption>
      {remarks.map(({ kind, text }) => (
        <RemarkLine key={text} type={kind === 'warning' ? 'warning' : 'error'} text={text} />
      ))}
      <RoleSelect
        role={role}
        onRole={onRole}
        disabled={locked}
        ariaLabel={`Role of ${name}`}
        expandToViewport
        renderHighlightedAriaLive={(option) => `${option.label}. ${option.description}`}
      />
      {sent !== undefined && <OnItsWay name={name} sent={sent} />}
    </figure>
  );
}

function Thumbnail({ photo: { name, thumbnail } }: { photo: Photo }) {
  const frame = {
    width: '100%',
    aspectRatio: '1',
    boxSizing: 'border-box',
    border: `1px solid ${colours.divider}`,
    borderRadius: 12,
  } as const;
  if (thumbnail === null) {
    return (
      <div style={{ ...frame, display: 'grid', placeItems: 'center' }}>
        <Spinner />
      </div>
    );
  }
  return <img src={thumbnail} alt={name} style={{ ...frame, objectFit: 'cover', display: 'block' }} />;
}

function OnItsWay({ name, sent }: { name: string; sent: Sent }) {
  if ('failure' in sent) {
    return <RemarkLine type="error" text={`Did not arrive. ${sent.failure}`} />;
  }
  if (sent.share === 1) return <StatusIndicator type="success">Sent</StatusIndicator>;
  return <ProgressBar value={Math.round(sent.share * 100)} ariaLabel={`Sending ${name}`} />;
}
