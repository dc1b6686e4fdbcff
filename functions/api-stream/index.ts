import { streamed } from '../../lib/aws/api-gateway.ts';
import { app, telemetry } from '../api/index.ts';

/** The same application; its streams last minutes, and so are not in the way of the other's requests. */
export const handler = streamed(app, telemetry);
