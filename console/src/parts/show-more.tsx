import Button from '@cloudscape-design/components/button';
import type { List } from '../asking/use-list.ts';

/** Below a list of which there is more. */
export const ShowMore = ({ list: { more, loading, loadMore } }: { list: List<unknown> }) =>
  more && (
    <Button loading={loading} onClick={loadMore}>
      Show more
    </Button>
  );
