import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { NewRun, Run, RunPlan, Subject } from '@likeness/client';
import { useEffect, useRef, useState } from 'react';
import { useNotices } from '../../app/notices.tsx';
import { useService } from '../../app/service.tsx';
import { size } from '../../formats/sizes.ts';
import { Dialog } from '../../parts/dialog.tsx';
import type { RunPhoto } from '../../photos/run-photos.ts';
import { navigate } from '../../routing/address.ts';
import { PlannedRun } from './planned-run.tsx';
import { sameSettings } from './same-settings.ts';
import { percentSent, type Sending, sendCorrected } from './send-corrected.ts';
import type { Corrections } from './use-corrections.ts';

interface Planned {
  readonly run: NewRun;
  readonly plan: RunPlan;
}

type Phase = { readonly sending: Sending } | { readonly planned: Planned };

interface RunAgainProps {
  readonly subject: Subject;
  readonly run: Run;
  readonly photos: readonly RunPhoto[];
  readonly corrections: Corrections;
}

/** Sends the photos with their corrected masks, says what a run of them comes to, and starts it where that is wanted. */
export function RunAgain({ subject, run, photos, corrections }: RunAgainProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const [phase, setPhase] = useState<Phase | null>(null);
  const [starting, setStarting] = useState(false);
  const ended = useRef<AbortController | null>(null);
  useEffect(() => () => ended.current?.abort(), []);
  const { corrected, paintings } = corrections;
  const empty = photos.find(({ id }) => corrected.has(id) && paintings.get(id)?.empty);

  async function send(): Promise<void> {
    ended.current = new AbortController();
    const { signal } = ended.current;
    const onProgress = (sending: Sending) => !signal.aborted && setPhase({ sending });
    onProgress({ fetched: 0, photos: photos.length, sent: null });
    try {
      const { upload } = await sendCorrected(likeness, { subject: subject.id, photos, paintings, signal, onProgress });
      const again = { upload, ...sameSettings(await likeness.runs.get(run.id, { signal })) };
      const plan = await likeness.runs.plan(subject.id, again, { signal });
      setPhase({ planned: { run: again, plan } });
    } catch (error) {
      if (signal.aborted) return;
      notices.failed(error);
      setPhase(null);
    }
  }

  async function start({ run: again }: Planned): Promise<void> {
    setStarting(true);
    try {
      const { id } = await likeness.runs.start(subject.id, again);
      navigate(`/runs/${id}`);
      notices.succeeded(`A new run of ${subject.id} has begun, with the corrected masks.`);
    } catch (error) {
      notices.failed(error);
      setStarting(false);
    }
  }

  function close(): void {
    if (starting) return;
    ended.current?.abort();
    setPhase(null);
  }

  const planned = phase !== null && 'planned' in phase ? phase.planned : null;
  return (
    <>
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        {corrected.size > 0 && <Box color="text-body-secondary">{`${corrected.size} corrected`}</Box>}
        <Button
          variant="primary"
          disabled={corrected.size === 0 || empty !== undefined}
          disabledReason={
            empty === undefined
              ? 'Correct a mask first.'
              : `Nothing is marked in ${empty.name}. Paint the thing there first.`
          }
          onClick={() => void send()}
        >
          Save and run again
        </Button>
      </SpaceBetween>
      {phase !== null && (
        <Dialog
          title={planned === null ? 'Sending the photos' : 'Start the run?'}
          onDismiss={close}
          actions={
            <>
              <Button variant="link" disabled={starting} onClick={close}>
                {planned === null ? 'Stop' : 'Not now'}
              </Button>
              <Button
                variant="primary"
                disabled={planned === null || !planned.plan.quota.fits}
                loading={starting}
                onClick={() => planned !== null && void start(planned)}
              >
                Start the run
              </Button>
            </>
          }
        >
          {'sending' in phase && <SendingPanel sending={phase.sending} />}
          {planned !== null && (
            <SpaceBetween size="m">
              {!planned.plan.quota.fits && (
                <Alert type="warning">
                  It does not fit your quota now: other runs are under way, or the month's money is used up. Your
                  corrections stay here as long as this page is open.
                </Alert>
              )}
              <PlannedRun {...planned} corrected={corrected.size} photos={photos.length} />
            </SpaceBetween>
          )}
        </Dialog>
      )}
    </>
  );
}

function SendingPanel({ sending }: { sending: Sending }) {
  const { fetched, photos, sent } = sending;
  return (
    <ProgressBar
      value={percentSent(sending)}
      label="All photos of the run, with their masks"
      description="Nothing is started before you say so."
      additionalInfo={
        sent === null
          ? `${fetched} of ${photos} photos gathered`
          : `${sent.files} of ${sent.totalFiles} files sent, ${size(sent.bytes)} of ${size(sent.totalBytes)}`
      }
    />
  );
}
