import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ReactNode, useRef } from 'react';
import { Panel } from '../parts/panel.tsx';
import { roles, roleWords } from '../photos/roles.ts';
import { adviceOf } from './advice.ts';
import { countsOf, remarksOf } from './checks.ts';
import { isTaken } from './photo.ts';
import { PhotoAdder } from './photo-adder.tsx';
import { PhotoCard } from './photo-card.tsx';
import { PhotosThereAre } from './photos-there-are.tsx';
import { RefusedPhotos } from './refused-photos.tsx';
import type { Photo, Photos } from './use-photos.ts';
import type { Sent } from './use-sending.ts';

interface PhotosStepProps {
  readonly chosen: Photos;
  /** How far each photo is on its way, by its id. */
  readonly sent: ReadonlyMap<number, Sent>;
  /** Whether they are being sent. */
  readonly busy: boolean;
  /** Whose photos are offered to begin with; null for one that has none yet. */
  readonly subject: string | null;
  /** Whether photos of before this page was loaded are with the service. */
  readonly resumed: boolean;
  /** What was found out about the photos elsewhere. */
  readonly notice: ReactNode;
  onFetching(fetching: boolean): void;
}

export function PhotosStep({ subject, chosen, sent, busy, resumed, notice, onFetching }: PhotosStepProps) {
  const { photos, add, remove, setRole } = chosen;
  const place = useRef<HTMLDivElement>(null);
  const remarks = remarksOf(photos);
  const advice = adviceOf(countsOf(photos));

  /** Whoever removes one by the keyboard may want to remove the next. */
  function removeAt(photo: Photo): void {
    const at = [...(place.current?.querySelectorAll('[data-remove] button') ?? [])].indexOf(
      document.activeElement as Element,
    );
    remove(photo.id);
    requestAnimationFrame(() => {
      const buttons = place.current?.querySelectorAll<HTMLElement>('[data-remove] button') ?? [];
      const next = buttons[Math.min(Math.max(0, at), buttons.length - 1)] ?? place.current?.querySelector('input');
      next?.focus();
    });
  }

  const group = (title: string, does: string, members: readonly Photo[]) =>
    members.length > 0 && (
      <section key={title} aria-label={title}>
        <Header variant="h3" headingTagOverride="h2" counter={`(${members.length})`} description={does}>
          {title}
        </Header>
        <div
          style={{
            marginTop: 12,
            display: 'grid',
            gridTemplateColumns: 'repeat(auto-fill, minmax(135px, 1fr))',
            gap: 16,
          }}
        >
          {members.map((photo) => (
            <PhotoCard
              key={photo.id}
              photo={photo}
              remarks={remarks.get(photo.id) ?? []}
              sent={sent.get(photo.id)}
              locked={busy}
              onRole={(role) => setRole(photo.id, role)}
              onRemove={() => removeAt(photo)}
            />
          ))}
        </div>
      </section>
    );

  const refused = photos.filter(({ refusal }) => refusal !== null);
  return (
    <div ref={place}>
      <SpaceBetween size="l">
        {resumed && photos.length === 0 && (
          <Alert type="info">Your photos are with the service already. Go on, or choose others instead of them.</Alert>
        )}
        {subject !== null && !resumed && (
          <PhotosThereAre subject={subject} wanted={photos.length === 0} onFetching={onFetching} onUse={add} />
        )}
        <Container>
          <SpaceBetween size="l">
            {busy ? (
              <OnTheirWay sent={sent} of={photos.filter(isTaken).length} />
            ) : (
              <PhotoAdder onAdd={(files, role) => add(files.map((file) => ({ file, role, mask: null })))} />
            )}
            <RefusedPhotos photos={refused} onRemove={removeAt} />
            {roles.map((role) =>
              group(
                roleWords[role].title,
                roleWords[role].does,
                photos.filter((photo) => photo.refusal === null && photo.role === role),
              ),
            )}
          </SpaceBetween>
        </Container>
        {notice}
        {advice.length > 0 && (
          <Panel title="What would help">
            <ul style={{ margin: 0, paddingInlineStart: 20 }}>
              {advice.map((text) => (
                <li key={text}>
                  <Box>{text}</Box>
                </li>
              ))}
            </ul>
          </Panel>
        )}
        <LiveRegion hidden>{saidOf(photos, refused.length)}</LiveRegion>
      </SpaceBetween>
    </div>
  );
}

function OnTheirWay({ sent, of }: { sent: ReadonlyMap<number, Sent>; of: number }) {
  const arrived = [...sent.values()].filter((one) => 'share' in one && one.share === 1).length;
  return <StatusIndicator type="in-progress">{`Sending: ${arrived} of ${of} photos arrived`}</StatusIndicator>;
}

const saidOf = (photos: readonly Photo[], refused: number): string =>
  photos.length === 0 ? '' : `${photos.filter(isTaken).length} photos chosen, ${refused} not taken.`;
