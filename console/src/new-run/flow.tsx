import Wizard from '@cloudscape-design/components/wizard';
import type { Subject } from '@likeness/client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { lineOf } from '../app/told.ts';
import { LeavingDialog } from '../parts/leaving-dialog.tsx';
import { navigate, usePath, useQuery } from '../routing/address.ts';
import { useLeaving } from '../routing/use-leaving.ts';
import { useQuotas } from '../usage/use-quotas.ts';
import { askable } from './askable.ts';
import { photosProblem } from './checks.ts';
import { type FlowAddress, flowAddressOf, queryOf, type Step, stepOf } from './flow-address.ts';
import { NameStep } from './name-step.tsx';
import { idOf, isNamed, unnamed, wordsOf } from './naming.ts';
import { isTaken } from './photo.ts';
import { PhotosStep } from './photos-step.tsx';
import { SameThingNotice } from './same-thing-notice.tsx';
import { runOf, type Settings, settingsProblem, usual } from './settings.ts';
import { SettingsStep } from './settings-step.tsx';
import { usePhotos } from './use-photos.ts';
import { usePlans } from './use-plans.ts';
import { useSameThing } from './use-same-thing.ts';
import { useSending } from './use-sending.ts';

interface FlowProps {
  /** Null for one that is to be made. */
  readonly subject: Subject | null;
  readonly subjects: readonly Subject[];
}

/** From photos to a run, of a subject that is there or of one that is named first. Going back loses nothing. */
export function Flow({ subject, subjects }: FlowProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const path = usePath();
  const address = flowAddressOf(useQuery());
  const [naming, setNaming] = useState(unnamed);
  const [settings, setSettings] = useState<Settings>(usual);
  /** What is in the way of the next step; `strict` says what is missing of the name. */
  const [told, setTold] = useState<string | null>(null);
  const [strict, setStrict] = useState(false);
  const [making, setMaking] = useState(false);
  const [starting, setStarting] = useState(false);
  const [fetching, setFetching] = useState(false);
  const chosen = usePhotos();
  const { photos } = chosen;
  const [arrived, setArrived] = useState(photos);
  const sending = useSending();
  const { data: quotas } = useQuotas();

  const taken = new Set(subjects.map(({ id }) => id));
  const made = subject?.id ?? address.subject;
  const { upload, lookAlikes } = address;
  const unsent = photos.length > 0 && photos !== arrived;
  const leaving = useLeaving(unsent);
  const steps: readonly Step[] = subject === null ? ['name', 'photos', 'settings'] : ['photos', 'settings'];
  const named = made !== null || isNamed(naming, taken);
  const step = stepOf(steps, address.step, { named, sent: upload !== null && !unsent });
  const plans = usePlans(made, step === 'settings' ? upload : null);
  const preset = settings.preset ?? plans.presets?.find(({ plan }) => plan !== null)?.name ?? null;
  const isPriced = (plans.presets?.find(({ name }) => name === preset)?.plan?.cost.usdMicros ?? 0) > 0;
  const asked = { ...settings, preset, costLimit: isPriced ? settings.costLimit : '' };
  const first = photos.find((photo) => photo.role === 'reference' && isTaken(photo)) ?? null;
  const category = subject?.category ?? naming.category;
  const found = useSameThing(first, category, askable(subjects, category, made));

  // What was in the way of other photos may not be in the way of these.
  // biome-ignore lint/correctness/useExhaustiveDependencies: said anew only when it is asked anew
  useEffect(() => setTold(null), [photos]);

  /** Whoever left while something was asked is not brought back by its answer. */
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);

  function go(to: Step, changes: Partial<FlowAddress> = {}): void {
    setTold(null);
    navigate(path + queryOf({ ...address, ...changes, step: to }));
  }

  async function sendPhotos(): Promise<void> {
    if (photos.length === 0 && upload !== null) return go('settings');
    const problem = photosProblem(photos, quotas?.imagesPerRun ?? null);
    setTold(problem);
    if (problem !== null || making) return;
    setMaking(true);
    try {
      const id = made ?? (await likeness.subjects.create({ id: idOf(naming, taken), ...wordsOf(naming) })).id;
      if (left.current) return;
      // It is there from now on, whatever becomes of the photos.
      const known = { ...address, subject: subject === null ? id : null };
      navigate(path + queryOf(known), { replace: true });
      const sent = await sending.send(id, photos);
      if (left.current) return;
      if (sent === null) return setTold('Some photos did not arrive. Next sends those again, and only those.');
      setArrived(photos);
      const hasLookAlikes = photos.some((photo) => photo.role === 'look-alike' && isTaken(photo));
      go('settings', { ...known, upload: sent, lookAlikes: hasLookAlikes });
    } catch (error) {
      setTold(lineOf(error));
    } finally {
      setMaking(false);
    }
  }

  async function start(): Promise<void> {
    if (plans.presets === null) return;
    const run = upload === null ? null : runOf(upload, asked, lookAlikes);
    setTold(settingsProblem(asked));
    if (made === null || run === null) return;
    setStarting(true);
    try {
      const { id } = await likeness.runs.start(made, run);
      if (!left.current) navigate(`/runs/${id}`);
      notices.succeeded(`The run of ${made} has begun.`);
    } catch (error) {
      setTold(lineOf(error));
      setStarting(false);
    }
  }

  function next(to: Step): void {
    if (to === 'settings') void sendPhotos();
    else if (named) go(to);
    else setStrict(true);
  }

  const contents: Readonly<Record<Step, { title: string; description: string; content: ReactNode }>> = {
    name: {
      title: 'Name the thing',
      description: 'A subject is one thing that a model of its own will know: this very mug, and no other.',
      content: <NameStep naming={naming} taken={taken} strict={strict} made={made} onChange={setNaming} />,
    },
    photos: {
      title: subject === null ? 'Choose its photos' : `Choose photos of ${subject.name ?? subject.id}`,
      description: 'They are looked at in this browser first, and sent when you go on.',
      content: (
        <PhotosStep
          subject={subject?.id ?? null}
          chosen={chosen}
          sent={sending.sent}
          busy={making}
          resumed={upload !== null}
          notice={first !== null && <SameThingNotice found={found} photo={first.name} />}
          onFetching={setFetching}
        />
      ),
    },
    settings: {
      title: 'Start the run',
      description: 'The photos are with the service. Nothing has begun yet, and nothing is paid for.',
      content: (
        <SettingsStep {...{ plans, lookAlikes, isPriced }} settings={{ ...settings, preset }} onChange={setSettings} />
      ),
    },
  };

  return (
    <>
      <Wizard
        steps={steps.map((one) => ({ ...contents[one], errorText: one === step && told }))}
        activeStepIndex={steps.indexOf(step)}
        submitButtonText="Start the run"
        isLoadingNextStep={making || fetching || starting}
        onNavigate={({ detail: { requestedStepIndex, reason } }) => {
          const to = steps[requestedStepIndex];
          if (to === undefined) return;
          if (reason === 'next') next(to);
          else go(to);
        }}
        onSubmit={() => void start()}
        onCancel={() => leaving.go('/subjects')}
      />
      <LeavingDialog leaving={leaving} title="Leave without starting a run?">
        The photos that you chose are forgotten here; the files themselves stay where they are.
        {made !== null && ` The subject ${made} stays too, and takes photos whenever you have them.`}
      </LeavingDialog>
    </>
  );
}
