/** Asks a service many times, so many at once, over connections that stay open. */
import { Agent, request } from 'node:http';

export interface Asked {
  readonly path: string;
  /** A GET, or a POST of this image. */
  readonly image?: Uint8Array;
}

export interface Load {
  /** Of each request, in milliseconds. */
  readonly milliseconds: readonly number[];
  /** From the first to the last of them. */
  readonly seconds: number;
}

/**
 * Makes `count` requests of the same, `atOnce` at any moment.
 * @throws Error for an answer that is none
 */
export async function ask(url: string, token: string, asked: Asked, atOnce: number, count: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const milliseconds: number[] = [];
  let begun = 0;
  const caller = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const start = performance.now();
      await one(agent, url, token, asked);
      milliseconds.push(performance.now() - start);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: atOnce }, caller));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return { milliseconds, seconds };
}

function one(agent: Agent, url: string, token: string, { path, image }: Asked): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'accept-encoding': 'gzip, deflate',
      ...(image !== undefined && { 'content-type': 'image/jpeg', 'content-length': image.length }),
    };
    const sent = request(url + path, { agent, method: image === undefined ? 'GET' : 'POST', headers }, (answer) => {
      answer.on('end', resolve).on('error', reject);
      if (answer.statusCode === 200) answer.resume();
      else reject(new Error(`${path} was answered ${answer.statusCode}`));
    });
    sent.on('error', reject).end(image);
  });
}
