/** A gateway in a process of its own. Prints a form, then for each line of its input the most memory it ever had, in bytes. */
import { createInterface } from 'node:readline';
import { startGateway } from '../fixtures/gateway.ts';

const gateway = await startGateway();
const form = await gateway.transfers.uploadForm({
  uri: 's3://bucket/inbox/large.jpg',
  contentType: 'image/jpeg',
  bytes: { min: 0, max: 100_000_000 },
  seconds: 600,
});
console.log(JSON.stringify(form));
for await (const _ of createInterface({ input: process.stdin })) console.log(process.resourceUsage().maxRSS * 1024);
await gateway.stop();
