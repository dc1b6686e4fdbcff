/** A whole receiver, which reads its secret from the environment. */
export const receiver = `import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { verifyWebhook } from '@likeness/client/webhooks';

const secret = process.env.WEBHOOK_SECRET ?? '';

createServer(async (request, response) => {
  try {
    // The bytes as they came: parsed and written anew they would have another signature.
    const event = verifyWebhook({ body: await buffer(request), headers: request.headers, secret });
    response.writeHead(204).end();
    console.log(event.type, event.subject, event.data);
  } catch {
    response.writeHead(400).end();
  }
}).listen(8080);
`;
