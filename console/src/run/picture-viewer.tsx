import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect, useRef } from 'react';

/** Arrows mean something else where a value is entered. */
const entersValue = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [role="slider"]') !== null;

interface PictureViewerProps {
  readonly title: string;
  /** Where it is among the others: `3 of 48`. */
  readonly place: string;
  /** Null at an end. */
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** One picture, large, with what is known of it; the arrow keys lead to the others. */
export function PictureViewer({ title, place, previous, next, close, children }: PictureViewerProps) {
  const steps = useRef({ previous, next });
  steps.current = { previous, next };
  useEffect(() => {
    const press = ({ key, target, altKey, ctrlKey, metaKey }: KeyboardEvent) => {
      if (altKey || ctrlKey || metaKey || entersValue(target)) return;
      if (key === 'ArrowLeft') steps.current.previous?.();
      if (key === 'ArrowRight') steps.current.next?.();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return (
    <Modal
      visible
      size="large"
      header={title}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <div style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 12 }}>
          <Box color="text-body-secondary">
            <span aria-live="polite">{place}</span>
          </Box>
          <SpaceBetween size="xs" direction="horizontal">
            <Button iconName="angle-left" disabled={previous === null} onClick={() => previous?.()}>
              Previous
            </Button>
            <Button iconName="angle-right" iconAlign="right" disabled={next === null} onClick={() => next?.()}>
              Next
            </Button>
          </SpaceBetween>
        </div>
      }
    >
      {children}
    </Modal>
  );
}
