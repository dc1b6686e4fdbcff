import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import Spinner from '@cloudscape-design/components/spinner';
import { colours } from '../app/colours.ts';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { addressesHold, useAsked } from '../asking/use-asked.ts';
import { Explained } from '../parts/explained.tsx';
import { Panel } from '../parts/panel.tsx';
import { type SyntheticImage, sourceName } from '../run/images/words.ts';
import { Letter, letterOf } from './letter.tsx';
import { type Source, sourcesOf } from './sources.ts';
import type { ComparedRun } from './use-comparison.ts';

const side = 64;
const gap = 4;
/** About so many of each run. */
const dozen = 12;

/** As wide as a source's images of any run, so that they are below each other. */
const widthOf = (each: number) => each * (side + gap) - gap;

function Thumbnail({
  image: { thumbnailUrl, url, kept, reason, prompt, source },
  at,
}: {
  image: SyntheticImage;
  at: number;
}) {
  const judged = kept === null ? 'not judged yet' : kept ? 'kept' : `dropped: ${reason || 'no reason was given'}`;
  return (
    <img
      src={thumbnailUrl ?? url}
      alt={`${sourceName(source)} of run ${letterOf(at)}, ${judged}`}
      title={prompt === null ? judged : `${judged}. “${prompt}”`}
      loading="lazy"
      decoding="async"
      width={side}
      height={side}
      style={{
        objectFit: 'cover',
        boxSizing: 'border-box',
        border: `1px solid ${colours.divider}`,
        borderRadius: 6,
        opacity: kept === false ? 0.45 : 1,
      }}
    />
  );
}

function Strip({ run, at, sources, each }: { run: ComparedRun; at: number; sources: readonly Source[]; each: number }) {
  const { likeness } = useService();
  const names = sources.map(({ name }) => name);
  const { data, error, again } = useAsked(
    `images ${run.id} ${run.curation !== null} ${names.join()}`,
    async (signal): Promise<readonly (readonly SyntheticImage[])[]> => {
      const pages = names.map((source) => {
        const params = { path: { run: run.id }, query: { source, limit: each } };
        return answerTo(likeness.http.GET('/v1/runs/{run}/images', { params, signal }));
      });
      return (await Promise.all(pages)).map((page) => page.data);
    },
    () => addressesHold,
  );
  return (
    <>
      <Link href={`/runs/${run.id}?tab=images`} ariaLabel={`Synthetic images of run ${letterOf(at)}`}>
        <Letter at={at} />
      </Link>
      {error !== null && (
        <div style={{ gridColumn: '2 / -1' }}>
          <Problem error={error} again={again} />
        </div>
      )}
      {error === null &&
        sources.map(({ name }, column) => (
          <div key={name} style={{ display: 'flex', gap, minHeight: side, alignItems: 'center' }}>
            {data === null && column === 0 && <Spinner />}
            {data?.[column]?.map((image) => (
              <Thumbnail key={image.id} image={image} at={at} />
            ))}
            {data?.[column]?.length === 0 && <Box color="text-body-secondary">None</Box>}
          </div>
        ))}
    </>
  );
}

/** The first images of each source, those of one run below those of another. */
export function ImageStrips({ runs }: { runs: readonly ComparedRun[] }) {
  const sources = sourcesOf(runs);
  const each = Math.max(2, Math.ceil(dozen / Math.max(1, sources.length)));
  return (
    <Panel
      title="Synthetic images"
      description="The first of each source. Faded ones were dropped; a run's own page says why."
    >
      {sources.length === 0 ? (
        <Box color="text-body-secondary">None have been curated yet.</Box>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too
        <section aria-label="Synthetic images by run and source" tabIndex={0} style={{ overflowX: 'auto' }}>
          <div
            style={{
              display: 'grid',
              gridTemplateColumns: `28px repeat(${sources.length}, ${widthOf(each)}px)`,
              gap: '12px 16px',
              alignItems: 'center',
              width: 'max-content',
            }}
          >
            <span />
            {sources.map(({ name, shows }) => (
              <div key={name} style={{ alignSelf: 'end', minWidth: 0 }}>
                <Explained value={sourceName(name)} means={shows} />
              </div>
            ))}
            {runs.map((run, at) => (
              <Strip key={run.id} run={run} at={at} sources={sources} each={each} />
            ))}
          </div>
        </section>
      )}
    </Panel>
  );
}
