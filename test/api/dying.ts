import type { ApiPorts } from '../../functions/api/context.ts';

const writes: { readonly [port in keyof ApiPorts]?: readonly string[] } = {
  records: ['transact', 'create', 'update', 'delete'],
  objects: ['put', 'putIfAbsent', 'copy', 'delete'],
  executions: ['start', 'stop'],
  events: ['publish'],
};

/** The ports of a process that dies before its write number `last`, counted from 0: that and everything after it throws. */
export function dyingBefore<Of extends Partial<ApiPorts>>(ports: Of, last: number): Of {
  let made = 0;
  let dead = false;
  const dying = <T extends object>(port: T, counted: readonly string[]): T =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          if (counted.includes(String(name))) dead ||= made++ === last;
          if (dead) throw new Error('the process has died');
          return member.apply(target, args);
        };
      },
    });
  const members = Object.entries(ports).map(([name, port]) => {
    const counted = writes[name as keyof ApiPorts];
    return [name, counted === undefined ? port : dying(port as object, counted)];
  });
  return Object.fromEntries(members) as Of;
}
