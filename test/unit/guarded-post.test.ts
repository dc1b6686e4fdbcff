import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type GuardedPostOptions, guardedPosts } from '../../lib/web/guarded-post.ts';
import { selfSigned } from '../fixtures/certificate.ts';
import { answering, listen, type Receiver, type Respond, startReceiver } from '../fixtures/receiver.ts';

const message = { headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1' }, body: '{"name":"é"}' };
/** What a developer's own receivers need; the network has nothing of it. */
const here = { allowInsecure: true, allowLoopback: true };
const post = (url: string, options: GuardedPostOptions = here) => guardedPosts(options).post(url, message);

const open: Receiver[] = [];
async function receiver(respond: Respond, certificate?: Parameters<typeof startReceiver>[1]): Promise<Receiver> {
  const started = await startReceiver(respond, certificate);
  open.push(started);
  return started;
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

describe('a post', () => {
  test('has the message, our name and nothing that says who we are besides', async () => {
    const { port, received } = await receiver(answering(204));
    expect(await post(`http://127.0.0.1:${port}/hooks?a=1#part`)).toEqual({ status: 204, retryAfter: null });
    expect(received).toEqual([
      {
        method: 'POST',
        path: '/hooks?a=1',
        body: message.body,
        headers: {
          ...message.headers,
          'user-agent': 'Likeness-Webhooks/1',
          'content-length': '13',
          host: `127.0.0.1:${port}`,
          connection: 'close',
        },
      },
    ]);
  });

  test.each([301, 302, 303, 307, 308])('is not sent on to where a %i points', async (status) => {
    const elsewhere = await receiver(answering(200));
    const { port, received } = await receiver(
      answering(status, { location: `http://127.0.0.1:${elsewhere.port}/`, 'set-cookie': 'a=b' }),
    );
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status, retryAfter: null });
    expect([received.length, elsewhere.received.length]).toEqual([1, 0]);
  });

  test.each([200, 410, 429, 500, 503])('says the status %i and when to come again', async (status) => {
    const { port } = await receiver(answering(status, { 'retry-after': '120' }));
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status, retryAfter: '120' });
  });

  test('reads little of an answer without end', async () => {
    let written = 0;
    let closed: Promise<unknown> = Promise.resolve();
    const { port } = await receiver((response) => {
      closed = once(response, 'close');
      response.writeHead(200);
      const more = (): void => {
        if (response.destroyed) return;
        written += 16_384;
        response.write(Buffer.alloc(16_384), (error) => {
          if (!error) more();
        });
      };
      more();
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status: 200, retryAfter: null });
    await closed;
    // What fits into the buffers of both ends, and no more.
    expect(written).toBeLessThan(50_000_000);
  });

  test('waits for no body longer than it may; the status was said', async () => {
    const { port } = await receiver((response) => response.writeHead(202).write('x'));
    const options = { ...here, timeLimitMilliseconds: 300 };
    expect(await post(`http://127.0.0.1:${port}/`, options)).toEqual({ status: 202, retryAfter: null });
  });
});

describe('a post without an answer says why', () => {
  test('nothing came in time', async () => {
    const { port } = await receiver(() => undefined);
    const options = { ...here, timeLimitMilliseconds: 200 };
    expect(await post(`http://127.0.0.1:${port}/`, options)).toEqual({ error: 'TargetTimeout' });
  });

  test('no name server answered in time', async () => {
    const resolve = () => new Promise<never>(() => undefined);
    const options = { resolve, timeLimitMilliseconds: 100 };
    expect(await post('https://hooks.example/', options)).toEqual({ error: 'TargetTimeout' });
  });

  test('nothing listens there, or the connection is cut', async () => {
    const { port, close } = await startReceiver(answering(200));
    await close();
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ error: 'TargetUnreachable' });
    const cut = await receiver((response) => response.destroy());
    expect(await post(`http://127.0.0.1:${cut.port}/`)).toEqual({ error: 'TargetUnreachable' });
    const upgrade = await receiver(answering(101, { connection: 'upgrade', upgrade: 'other' }));
    expect(await post(`http://127.0.0.1:${upgrade.port}/`)).toEqual({ error: 'TargetUnreachable' });
  });

  test('the name has no address', async () => {
    const resolve = async () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
    expect(await post('https://hooks.example/', { resolve })).toEqual({ error: 'TargetUnreachable' });
    expect(await post('https://hooks.example/', { resolve: async () => [] })).toEqual({ error: 'TargetUnreachable' });
  });

  test('what answers is no HTTP', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.once('data', () => socket.write('220 mail.example ESMTP\r\n'));
    });
    const port = await listen(server);
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ error: 'AnswerInvalid' });
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});

describe('TLS', () => {
  const before = getCACertificates('default');
  afterEach(() => setDefaultCACertificates(before));
  const toHere = { allowLoopback: true, resolve: async () => [{ address: '127.0.0.1', family: 4 }] };

  test('is believed for a certificate of that name by whom the machine trusts', async () => {
    const certificate = selfSigned('hooks.example');
    const { port, received } = await receiver(answering(200), certificate);
    setDefaultCACertificates([certificate.cert]);
    expect(await post(`https://hooks.example:${port}/`, toHere)).toEqual({ status: 200, retryAfter: null });
    expect(received[0]?.headers.host).toBe(`hooks.example:${port}`);
  });

  test.each([
    ['one that nobody vouches for', selfSigned('hooks.example'), false],
    ['that of another name', selfSigned('other.example'), true],
    ['one that is over', selfSigned('hooks.example', -1), true],
  ])('fails for %s, and nothing is sent', async (_, certificate, trusted) => {
    const { port, received } = await receiver(answering(200), certificate);
    if (trusted) setDefaultCACertificates([certificate.cert]);
    expect(await post(`https://hooks.example:${port}/`, toHere)).toEqual({ error: 'TlsFailed' });
    expect(received).toEqual([]);
  });

  test('fails where plain HTTP answers', async () => {
    const { port } = await receiver(answering(200));
    expect(await post(`https://hooks.example:${port}/`, toHere)).toEqual({ error: 'TlsFailed' });
  });
});

describe('a name', () => {
  test('is asked for once, and the connection goes to what was checked', async () => {
    const { port, received } = await receiver(answering(200));
    const asked: string[] = [];
    const resolve = async (name: string) => {
      asked.push(name);
      return [{ address: asked.length === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    const url = `http://hooks.example:${port}/`;
    expect(await post(url, { ...here, resolve })).toEqual({ status: 200, retryAfter: null });
    expect([asked, received.length]).toEqual([['hooks.example'], 1]);
  });

  test('that has several addresses is reached at the one that answers', async () => {
    const { port, received } = await receiver(answering(200));
    const resolve = async () => ['127.0.0.2', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    const url = `http://hooks.example:${port}/`;
    expect(await post(url, { ...here, resolve })).toEqual({ status: 200, retryAfter: null });
    expect(received.length).toBe(1);
  });

  test.each([
    [['93.184.215.14', '127.0.0.1']],
    [['127.0.0.1', '2606:4700::1111']],
    [['10.0.0.1']],
    [['::ffff:127.0.0.1']],
    [['fe80::1%lo']],
    [['not an address']],
  ])('that has an address of no public network is not posted to: %j', async (addresses) => {
    const { port, received } = await receiver(answering(200));
    const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const url = `http://hooks.example:${port}/`;
    expect(await post(url, { allowInsecure: true, resolve })).toEqual({ error: 'TargetForbidden' });
    await expect(guardedPosts({ allowInsecure: true, resolve }).check(url)).rejects.toMatchObject({
      code: 'WebhookInvalid',
      message: expect.stringContaining('hooks.example, is not on the public internet'),
    });
    expect(received).toEqual([]);
  });

  test('of this machine is refused, unless that was allowed', async () => {
    const { port, received } = await receiver(answering(200));
    const url = `http://localhost:${port}/`;
    expect(await post(url, { allowInsecure: true })).toEqual({ error: 'TargetForbidden' });
    expect(received).toEqual([]);
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await post(url, { ...here, resolve })).toEqual({ status: 200, retryAfter: null });
  });

  test('without an address can be no webhook', async () => {
    const check = guardedPosts({ resolve: async () => [] }).check('https://hooks.example/');
    await expect(check).rejects.toMatchObject({ code: 'WebhookInvalid' });
  });
});

describe('a URL', () => {
  const resolve = async () => [{ address: '93.184.215.14', family: 4 }];

  test.each(['https://hooks.example', 'https://hooks.example:443/a', 'https://hooks.example:8443/a?b=c'])(
    '%s can be a webhook',
    async (url) => {
      await guardedPosts({ resolve }).check(url);
    },
  );

  test.each([
    '',
    'hooks.example',
    'http://hooks.example/',
    'ftp://hooks.example/',
    'file:///etc/passwd',
    'https://user@hooks.example/',
    'https://user:secret@hooks.example/',
    'https://hooks.example:22/',
    'https://hooks.example:80/',
    'https://hooks.example:1023/',
    'https://[fe80::1%25eth0]/',
  ])('%s can not, and is not posted to', async (url) => {
    const posts = guardedPosts({ resolve });
    await expect(posts.check(url)).rejects.toMatchObject({ code: 'WebhookInvalid' });
    expect(await posts.post(url, message)).toEqual({ error: 'TargetForbidden' });
  });

  test('has no more characters than a webhook may', async () => {
    const check = guardedPosts({ resolve }).check(`https://hooks.example/${'x'.repeat(2048)}`);
    await expect(check).rejects.toMatchObject({ code: 'WebhookInvalid', message: expect.stringContaining('2048') });
  });

  test('may be plain http, also on port 80, only where that was allowed', async () => {
    await guardedPosts({ resolve, allowInsecure: true }).check('http://hooks.example/');
    const other = guardedPosts({ resolve, allowInsecure: true }).check('http://hooks.example:25/');
    await expect(other).rejects.toMatchObject({ code: 'WebhookInvalid' });
  });
});
