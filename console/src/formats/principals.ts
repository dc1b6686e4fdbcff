/** Who did something, as the service names them: `user:ann`, `client:{id}`, or a part of the service itself. */
export function principalText(principal: string): string {
  const [, kind, name] = /^(user|client):(.+)$/.exec(principal) ?? [];
  if (name === undefined) return principal === 'retention' ? 'Retention' : principal;
  return kind === 'user' ? name : `Machine client ${name}`;
}
