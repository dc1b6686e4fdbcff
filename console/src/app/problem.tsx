import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { toldOf } from './told.ts';

/** A failure where what failed would have been. */
export function Problem({ error, again }: { error: unknown; again?: () => void }) {
  const { header, detail, reference } = toldOf(error);
  return (
    <Alert type="error" header={header} action={again && <Button onClick={again}>Try again</Button>}>
      {detail}
      {reference !== null && (
        <Box color="inherit" fontSize="body-s">
          {reference}
        </Box>
      )}
    </Alert>
  );
}
