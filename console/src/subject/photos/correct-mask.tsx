import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useRef } from 'react';
import { Problem } from '../../app/problem.tsx';
import { useAsked } from '../../asking/use-asked.ts';
import { MaskEditor } from '../../masks/mask-editor.tsx';
import { loadMask } from '../../masks/mask-files.ts';
import { Painting } from '../../masks/painting.ts';
import { Panel } from '../../parts/panel.tsx';
import type { RunPhoto } from '../../photos/run-photos.ts';
import type { Corrections } from './use-corrections.ts';

interface CorrectMaskProps {
  readonly photo: RunPhoto;
  readonly corrections: Corrections;
  /** Among the photos that have masks. */
  readonly place: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  onOpen(photo: string): void;
  onClose(): void;
}

/** One photo's mask, opened to be corrected. What is painted is kept by the page while others are. */
export function CorrectMask({ photo, corrections, place, before, after, onOpen, onClose }: CorrectMaskProps) {
  const { id, name, url, maskUrl } = photo;
  const { paintings, opened, changed } = corrections;
  const top = useRef<HTMLDivElement>(null);
  const { error, again } = useAsked<null>(`mask to correct ${id}`, async (signal) => {
    if (!paintings.has(id)) opened(id, new Painting(await loadMask(maskUrl, name, photo, signal)));
    return null;
  });
  useEffect(() => {
    top.current?.focus({ preventScroll: true });
  }, []);
  const painting = paintings.get(id);
  const isThere = painting !== undefined;
  useEffect(() => {
    if (!isThere) return;
    // Before the photo is laid out there is too little below to scroll to.
    const frame = requestAnimationFrame(() => top.current?.scrollIntoView({ block: 'start' }));
    return () => cancelAnimationFrame(frame);
  }, [isThere]);
  const turned = (to: string | undefined) => () => to !== undefined && onOpen(to);
  return (
    <div ref={top} tabIndex={-1} style={{ outline: 'none', scrollMarginTop: 64 }}>
      <Panel
        title={name}
        counter={`(${place})`}
        description="Mark the whole thing and nothing else. It is sent when you save and run again."
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button iconName="angle-left" ariaLabel="The photo before" disabled={!before} onClick={turned(before)} />
            <Button iconName="angle-right" ariaLabel="The next photo" disabled={!after} onClick={turned(after)} />
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="m">
          {painting?.empty === true && corrections.corrected.has(id) && (
            <Alert type="warning">
              Nothing is marked, and a mask has to show something. Paint the thing, or reset it to the mask that it came
              with.
            </Alert>
          )}
          {error !== null && <Problem error={error} again={again} />}
          {painting === undefined && error === null && <Spinner size="large" />}
          {painting !== undefined && <MaskEditor name={name} url={url} painting={painting} onChange={changed} />}
        </SpaceBetween>
      </Panel>
    </div>
  );
}
