import Box from '@cloudscape-design/components/box';

/** A figure, and beneath it what it means. */
export const Explained = ({ value, means }: { value: string; means: string }) => (
  <>
    {value}
    <Box color="text-body-secondary" fontSize="body-s">
      {means}
    </Box>
  </>
);
