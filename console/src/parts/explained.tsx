import Box from '@cloudscape-design/components/box';
import type { ReactNode } from 'react';

/** A figure or a name, and beneath it what it means. */
export const Explained = ({ value, means }: { value: ReactNode; means: ReactNode }) => (
  <>
    {value}
    <Box color="text-body-secondary" fontSize="body-s">
      {means}
    </Box>
  </>
);
