import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { setQuery } from '../routing/address.ts';
import { fromStart } from './list-address.ts';

/** Where there is no run at all. */
export const NoRuns = () => (
  <Box textAlign="center" padding={{ vertical: 'l' }}>
    <SpaceBetween size="xs">
      <Box variant="h3" tagOverride="p">
        No runs yet
      </Box>
      <Box color="text-body-secondary">
        A run turns a few photos of one thing into a model that knows it. Start one here, with the API or the command
        line, and it shows by itself.
      </Box>
      <Button variant="primary" href="/new-subject">
        New subject
      </Button>
    </SpaceBetween>
  </Box>
);

/** Where the filters leave nothing. A page may be short and not the last. */
export const NoMatches = ({ more }: { more: boolean }) => (
  <Box textAlign="center" padding={{ vertical: 'l' }}>
    <SpaceBetween size="xs">
      <Box variant="h3" tagOverride="p">
        {more ? 'None on this page' : 'No run is like that'}
      </Box>
      <Button onClick={() => setQuery({ status: null, subject: null, ...fromStart })}>Clear the filters</Button>
    </SpaceBetween>
  </Box>
);
