import type { Directory } from '../../lib/ports/directory.ts';

/** What both homes must do alike. Tenants have names of their own in each case. */
export function directoryContract(subject: () => Directory): void {
  const ann = { email: 'ann@example.com', role: 'member' } as const;

  test('a tenant that nobody was invited to has no members and no clients', async () => {
    expect(await subject().members('empty')).toEqual([]);
    expect(await subject().clients('empty')).toEqual([]);
  });

  test('lists those who were invited, by their addresses, each with a name of its own', async () => {
    const tenant = 'listing';
    const zoe = await subject().invite(tenant, { email: 'zoe@listing.example', role: 'admin' });
    const bob = await subject().invite(tenant, { email: 'bob@listing.example', role: 'member' });
    expect(zoe).toEqual({
      username: expect.stringMatching(/^\S{8,}$/),
      email: 'zoe@listing.example',
      role: 'admin',
      status: expect.stringMatching(/^(invited|active)$/),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      invitation: zoe.invitation === null ? null : expect.stringMatching(/^https?:/),
    });
    expect(bob.username).not.toBe(zoe.username);
    const listed = [bob, zoe].map(({ invitation: _, ...member }) => member);
    expect(await subject().members(tenant)).toEqual(listed);
  });

  test('members are of one tenant alone', async () => {
    const { username } = await subject().invite('inside', { email: 'ann@inside.example', role: 'member' });
    expect(await subject().members('insid')).toEqual([]);
    expect(await subject().members('inside-out')).toEqual([]);
    const unknown = { code: 'MemberUnknown' };
    await expect(subject().changeRole('outside', username, 'admin')).rejects.toMatchObject(unknown);
    await expect(subject().remove('outside', username)).rejects.toMatchObject(unknown);
    expect(await subject().members('inside')).toMatchObject([{ username, role: 'member' }]);
  });

  test.each(['ann@twice.example', 'Ann@Twice.Example'])(
    'an address has one account, however it is written: %s',
    async (email) => {
      const { invite, members } = subject();
      if ((await members('twice')).length === 0) await invite('twice', { email: 'ann@twice.example', role: 'admin' });
      const [first] = await members('twice');
      for (const tenant of ['twice', 'elsewhere']) {
        await expect(invite(tenant, { email, role: 'member' })).rejects.toMatchObject({ code: 'NameTaken' });
      }
      expect(await members('twice')).toEqual([first]);
      expect(await members('elsewhere')).toEqual([]);
    },
  );

  test.each(['', 'ann', '@example.com', 'ann@', 'a b@example.com', 'ann@example.com\n', 'a@b@c'])(
    'invites nobody at %p',
    async (email) => {
      await expect(subject().invite('nowhere', { ...ann, email })).rejects.toMatchObject({ code: 'OptionInvalid' });
    },
  );

  test('changes a role, there and back, and again to what it is', async () => {
    const tenant = 'roles';
    const { username, email } = await subject().invite(tenant, { email: 'ann@roles.example', role: 'member' });
    for (const role of ['admin', 'admin', 'member'] as const) {
      expect(await subject().changeRole(tenant, username, role)).toMatchObject({ username, email, role });
      expect(await subject().members(tenant)).toMatchObject([{ username, email, role }]);
    }
  });

  test('removes a member, whose address may be invited again', async () => {
    const asked = { email: 'ann@removed.example', role: 'member' } as const;
    const { username } = await subject().invite('removed', asked);
    await subject().remove('removed', username);
    expect(await subject().members('removed')).toEqual([]);
    const unknown = { code: 'MemberUnknown' };
    await expect(subject().remove('removed', username)).rejects.toMatchObject(unknown);
    await expect(subject().changeRole('removed', username, 'admin')).rejects.toMatchObject(unknown);
    const { invitation: _, ...again } = await subject().invite('other', asked);
    expect(await subject().members('other')).toEqual([again]);
  });

  const warehouse = { name: 'warehouse', scopes: ['likeness/read', 'likeness/embed'] } as const;

  test('makes clients with secrets, and lists them without', async () => {
    const one = await subject().createClient('machines', warehouse);
    const two = await subject().createClient('machines', { name: 'till', scopes: ['likeness/admin'] });
    expect(one).toEqual({
      clientId: expect.stringMatching(/^\w{20,}$/),
      secret: expect.stringMatching(/^[\w+/=-]{20,}$/),
      name: 'warehouse',
      scopes: ['likeness/read', 'likeness/embed'],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(two.secret).not.toBe(one.secret);
    const listed = [one, two].map(({ secret: _, ...client }) => client);
    expect((await subject().clients('machines')).toSorted((a, b) => (a.name < b.name ? 1 : -1))).toEqual(listed);
    expect(await subject().clients('machine')).toEqual([]);
    expect(await subject().clients('machines-too')).toEqual([]);
  });

  test('deletes a client of the tenant, and of no other', async () => {
    const { clientId } = await subject().createClient('deleting', warehouse);
    const unknown = { code: 'ClientUnknown' };
    await expect(subject().deleteClient('other', clientId)).rejects.toMatchObject(unknown);
    expect(await subject().clients('deleting')).toMatchObject([{ clientId }]);
    await subject().deleteClient('deleting', clientId);
    expect(await subject().clients('deleting')).toEqual([]);
    await expect(subject().deleteClient('deleting', clientId)).rejects.toMatchObject(unknown);
  });

  test.each([
    ['a name with a space', { ...warehouse, name: 'my warehouse' }],
    ['no name', { ...warehouse, name: '' }],
    ['no scopes', { ...warehouse, scopes: [] }],
  ])('makes no client with %s', async (_, client) => {
    await expect(subject().createClient('refused', client)).rejects.toMatchObject({ code: 'OptionInvalid' });
    expect(await subject().clients('refused')).toEqual([]);
  });
}
