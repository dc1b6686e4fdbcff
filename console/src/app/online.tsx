import Alert from '@cloudscape-design/components/alert';
import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** Says that what is shown grows old, as long as the browser has no network. */
export function OfflineNotice() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return online ? null : (
    <Alert type="warning" header="You are offline">
      What you see is as it was. It goes on by itself once there is a network again.
    </Alert>
  );
}
