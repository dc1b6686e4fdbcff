import fc from 'fast-check';
import { nameFault, scopeNames, scopesText, tokenCommand } from '../../console/src/clients/scope-words.ts';
import { type Member, removalWords, roleWords } from '../../console/src/members/member-words.ts';
import { scopes } from '../../lib/domain/identity.ts';
import { NAME } from '../../lib/domain/keys.ts';

const member = (changes: Partial<Member> = {}): Member => ({
  ...{ id: 'mel', email: 'mel@example.com', role: 'member', status: 'active', createdAt: '2026-01-01T00:00:00.000Z' },
  ...changes,
});

test('another role says what it lets, or takes', () => {
  expect(roleWords(member(), false).happens).toContain('mel@example.com may then do all that you may');
  expect(roleWords(member({ role: 'admin' }), false).happens).toContain('can no longer look after the tenant');
});

test('what one does to oneself says that others alone can undo it', () => {
  expect(roleWords(member({ role: 'admin' }), true).happens).toContain('Only another admin can undo it');
  expect(removalWords(member(), true).happens).toContain('Only another admin can invite you again');
});

test('removing who was invited ends the invitation, and no account', () => {
  expect(removalWords(member({ status: 'invited' }), false).happens).toContain('The invitation is worth nothing');
  expect(removalWords(member(), false).happens).toContain('account is deleted');
});

test("a client's name is good where the service takes it", () => {
  const letters = fc.constantFrom(...'ab9-A_ é'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 70 }), (name) => (nameFault(name) === null) === NAME.test(name)),
  );
});

test('every scope is told in words, in one order', () => {
  expect([...scopeNames].sort()).toEqual([...scopes].sort());
  expect(scopesText(['likeness/embed', 'likeness/read'])).toBe('Read, Ask endpoints');
});

test('the command for a token is one that a shell takes whole', () => {
  const command = tokenCommand('https://sign-in.example', { id: 'abc', secret: 's-_1' });
  expect(command.replaceAll(' \\\n ', '')).toBe(
    "curl --silent --user 'abc:s-_1' --data grant_type=client_credentials 'https://sign-in.example/oauth2/token'",
  );
});
