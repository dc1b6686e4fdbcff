import Header from '@cloudscape-design/components/header';
import { Page } from '../app/page.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { Answered } from '../parts/answered.tsx';
import type { Retention } from './limits.ts';
import { RetentionForm } from './retention-form.tsx';

/** `/retention`: how long what runs leave is kept. */
export function RetentionPage() {
  const { likeness } = useService();
  const asked = useAsked<Retention>('retention', (signal) => answerTo(likeness.http.GET('/v1/retention', { signal })));
  return (
    <Page
      title="Retention"
      crumbs={[{ text: 'Retention', href: '/retention' }]}
      header={
        <Header
          variant="h1"
          description="How long what runs leave is kept. What is older goes by itself, within a day."
        >
          Retention
        </Header>
      }
    >
      <Answered asked={asked}>{(kept) => <RetentionForm kept={kept} onSaved={asked.again} />}</Answered>
    </Page>
  );
}
