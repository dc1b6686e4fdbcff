import fc from 'fast-check';
import * as keys from '../../lib/domain/keys.ts';
import { parseAddress, parsePrefix } from '../../lib/ports/addresses.ts';

const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,12}$/);
const digest = fc.stringMatching(/^[0-9a-f]{32}$/);
const run = fc.record({
  bucket: fc.constant('bucket'),
  tenant: name,
  subject: name,
  run: fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
  upload: fc.constant('s3://bucket/inbox/any/upload.json'),
});

/** Every address of objects under `tenants/`. */
const addresses = (of: keys.RunReference, part: string): string[] => [
  keys.subjectPrefix(of),
  keys.photosPrefix(of, part),
  keys.acceptedUri(of, part),
  keys.runPrefix(of),
  keys.photoThumbnailsPrefix(of, part),
  keys.jobThumbnailsPrefix(of, part),
  keys.planUri(of),
  keys.verdictUri(of),
  keys.jobPrefix(of, part),
  keys.manifestUri(of, part),
  keys.checkpointsPrefix(of, part),
  keys.attemptsPrefix(of, part),
  keys.modelPrefix(of, part),
  keys.dataPrefix(of, part),
  keys.adapterUri(of, part),
  keys.adapterPointerUri(of, part),
];

const inbox = (of: keys.RunReference, part: string): string[] => [keys.inboxPrefix(of, part), keys.uploadUri(of, part)];

/** Every key of records. */
const records = (of: keys.RunReference, part: string) => [
  keys.runKey(of),
  keys.stageKey(of, 3),
  keys.subjectKey(of),
  keys.endpointKey(of),
  keys.endpointChangeKey(of, 3),
  keys.auditKey(of.tenant, of.run),
  keys.adapterKey(of, part),
  keys.usageKey(of.tenant, '2026-01-31'),
  keys.idempotencyKey(of.tenant, 'runs', part),
  keys.attemptKey(of, part, 1),
  keys.webhookKey(of.tenant, of.run),
  keys.deliveryKey(of.tenant, of.run, part),
  keys.memberKey(of.tenant, part),
];

describe('objects', () => {
  test('lie under their tenant and subject, the inbox under its own', () => {
    fc.assert(
      fc.property(run, digest, (of, part) => {
        const own = `s3://bucket/tenants/${of.tenant}/subjects/${of.subject}/`;
        for (const address of addresses(of, part)) expect(address.startsWith(own)).toBe(true);
        const entrance = `s3://bucket/inbox/${of.tenant}/${of.subject}/`;
        for (const address of inbox(of, part)) expect(address.startsWith(entrance)).toBe(true);
      }),
    );
  });

  test('have addresses that the store takes', () => {
    fc.assert(
      fc.property(run, digest, (of, part) => {
        for (const address of [...addresses(of, part), ...inbox(of, part)]) {
          if (address.endsWith('/')) expect(parsePrefix(address).bucket).toBe('bucket');
          else expect(parseAddress(address).bucket).toBe('bucket');
        }
      }),
    );
  });

  test('of a gallery lie under its tenant and under no subject, and the store takes them', () => {
    fc.assert(
      fc.property(run, digest, (of, part) => {
        const addresses = [keys.galleryPhotoUri(of, part), keys.galleryIndexUri(of, part)];
        for (const address of addresses) {
          expect(address.startsWith(`s3://bucket/tenants/${of.tenant}/gallery/`)).toBe(true);
          expect(parseAddress(address).bucket).toBe('bucket');
        }
        expect(addresses.map((address) => address.startsWith(keys.galleryPhotosPrefix(of)))).toEqual([true, false]);
      }),
    );
  });

  test('of one subject are under no prefix of another, even where one name begins with the other', () => {
    fc.assert(
      fc.property(run, name, name, digest, (of, tenant, subject, part) => {
        fc.pre(tenant !== of.tenant || subject !== of.subject);
        const foreign = keys.subjectPrefix({ ...of, tenant, subject });
        expect(addresses(of, part).some((address) => address.startsWith(foreign))).toBe(false);
      }),
    );
    const foreign = keys.subjectPrefix({ bucket: 'bucket', tenant: 'acme', subject: 'mug' });
    expect(keys.subjectPrefix({ bucket: 'bucket', tenant: 'acme', subject: 'mug-1' }).startsWith(foreign)).toBe(false);
  });
});

describe('records', () => {
  test("are in their tenant's partition, each under a key of its own", () => {
    fc.assert(
      fc.property(run, digest, (of, part) => {
        const all = records(of, part);
        expect(all.every(({ pk }) => pk === keys.tenantPartition(of.tenant))).toBe(true);
        expect(new Set(all.map(({ sk }) => sk)).size).toBe(all.length);
      }),
    );
  });

  test("stages, attempts and an endpoint's changes sort as they are numbered", () => {
    const of = { bucket: 'bucket', tenant: 'acme', subject: 'mug', run: '01J00000000000000000000000' };
    const attempt = (_: typeof of, number: number) => keys.attemptKey(of, 'd', number);
    for (const at of [keys.stageKey, keys.endpointChangeKey, attempt]) {
      const sorted = [1, 2, 9, 10, 42].map((number) => at(of, number).sk);
      expect(sorted.toSorted()).toEqual(sorted);
    }
    expect(keys.stageKey(of, 3).sk).toBe(`STAGE#${of.run}#03`);
  });
});

describe('machine clients', () => {
  test('are in the partition of no tenant, each under its own id and apart from what else is shared', () => {
    fc.assert(
      fc.property(digest, digest, name, (one, other, generator) => {
        fc.pre(one !== other);
        const [first, second] = [keys.clientKey(one), keys.clientKey(other)];
        const priors = keys.attemptKey({ bucket: 'bucket', tenant: null, generator, category: 'mug' }, one, 1);
        expect([first.pk, second.pk]).toEqual([keys.sharedPartition, keys.sharedPartition]);
        expect(new Set([first.sk, second.sk, priors.sk]).size).toBe(3);
      }),
    );
    expect(keys.clientKey('a1').sk).toBe('CLIENT#a1');
  });
});

describe('what signing in keeps before anyone knows the tenant', () => {
  test('is in the partition of no tenant, each kind under keys of its own', () => {
    fc.assert(
      fc.property(digest, (of) => {
        const all = [
          ...[keys.personKey(of), keys.invitationKey(of), keys.authorizationCodeKey(of), keys.grantKey(of)],
          ...[keys.wrongPasswordsKey(of, 1), keys.wrongPasswordsKey(of, 2), keys.clientKey(of)],
        ];
        expect(new Set(all.map(({ pk }) => pk))).toEqual(new Set([keys.sharedPartition]));
        expect(new Set(all.map(({ sk }) => sk)).size).toBe(all.length);
      }),
    );
  });
});

describe('priors', () => {
  const category = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  const addresses = (of: keys.PriorsReference, part: string): string[] => [
    keys.captionsPrefix(of, part),
    keys.jobPrefix(of, part),
    keys.manifestUri(of, part),
    keys.checkpointsPrefix(of, part),
    keys.attemptsPrefix(of, part),
    keys.modelPrefix(of, part),
    keys.dataPrefix(of, part),
  ];

  test('of a listed category lie outside every tenant, those of a free one with their tenant', () => {
    fc.assert(
      fc.property(name, category, digest, (tenant, word, part) => {
        const shared = { bucket: 'bucket', tenant: null, generator: 'tiny-sd', category: word };
        for (const address of addresses(shared, part)) {
          expect(address).toMatch(/^s3:\/\/bucket\/priors\/tiny-sd\/[a-z0-9-]+\//);
          expect(parsePrefix(address).bucket).toBe('bucket');
        }
        for (const address of addresses({ ...shared, tenant }, part)) {
          expect(address.startsWith(`s3://bucket/tenants/${tenant}/priors/tiny-sd/`)).toBe(true);
        }
      }),
    );
  });

  test('have addresses that the store takes, whatever a category is called', () => {
    fc.assert(
      fc.property(category, digest, (word, part) => {
        const of = { bucket: 'bucket', tenant: null, generator: 'tiny-sd', category: word };
        expect(parseAddress(keys.manifestUri(of, part)).key.split('/')).toHaveLength(5);
      }),
    );
  });

  test('are reserved in one place by all who share them, and apart by those who do not', () => {
    fc.assert(
      fc.property(name, name, digest, (one, other, part) => {
        fc.pre(one !== other);
        const at = (tenant: string | null) =>
          keys.attemptKey({ bucket: 'bucket', tenant, generator: 'tiny-sd', category: 'mug' }, part, 1);
        expect(at(null).pk).toBe(keys.sharedPartition);
        expect([one, other].map((tenant) => at(tenant).pk)).toEqual([`T#${one}`, `T#${other}`]);
      }),
    );
  });
});

describe('names', () => {
  test.each(['a', '0', 'mug-1', 'a'.repeat(63)])('%s is one', (text) => {
    expect(keys.NAME.test(text)).toBe(true);
  });

  test.each(['', '-a', 'A', 'a/b', 'a#b', 'a_b', 'a.b', '..', 'é', 'a\n', 'a'.repeat(64)])('%j is none', (text) => {
    expect(keys.NAME.test(text)).toBe(false);
  });

  test("an adapter's name has the digest that it was made of", () => {
    fc.assert(
      fc.property(run, digest, (of, part) => {
        const adapter = keys.adapterName(of, part);
        expect(adapter).toBe(`${of.tenant}.${of.subject}@${part.slice(0, 16)}`);
        expect(keys.digestInName(adapter)).toBe(part.slice(0, 16));
        expect(keys.isNamed(part, adapter)).toBe(true);
        expect(keys.adapterPointerUri(of, part)).toBe(
          `${keys.subjectPrefix(of)}adapters/${keys.digestInName(adapter)}.json`,
        );
      }),
    );
  });

  test("an adapter's name is that of no other subject's", () => {
    fc.assert(
      fc.property(run, name, name, digest, (of, tenant, subject, part) => {
        fc.pre(tenant !== of.tenant || subject !== of.subject);
        expect(keys.adapterName({ tenant, subject }, part)).not.toBe(keys.adapterName(of, part));
      }),
    );
  });

  test.each([
    [null, null, true],
    [null, 'acme.mug@0a', false],
    ['0a1b', null, false],
    ['0a1b', 'acme.mug@0a', true],
    ['0b1b', 'acme.mug@0a', false],
  ])('the digest %s is that of the name %s: %s', (part, adapter, is) => {
    expect(keys.isNamed(part, adapter)).toBe(is);
  });
});
