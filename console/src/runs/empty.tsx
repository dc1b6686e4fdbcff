import Button from '@cloudscape-design/components/button';
import { fromStart } from '../asking/paging.ts';
import { Empty } from '../parts/empty.tsx';
import { setQuery } from '../routing/address.ts';

/** Where there is no run at all. */
export const NoRuns = () => (
  <Empty
    title="No runs yet"
    action={
      <Button variant="primary" href="/new-subject">
        New subject
      </Button>
    }
  >
    A run turns a few photos of one thing into a model that knows it. Start one here, with the API or the command line,
    and it shows by itself.
  </Empty>
);

/** Where the filters leave nothing. A page may be short and not the last. */
export const NoMatches = ({ more }: { more: boolean }) => (
  <Empty
    title={more ? 'None on this page' : 'No run is like that'}
    action={<Button onClick={() => setQuery({ status: null, subject: null, ...fromStart })}>Clear the filters</Button>}
  />
);
