import fc from 'fast-check';
import { fromStart, pageAddress, pageAsked, seenCursors } from '../../console/src/asking/paging.ts';
import { match } from '../../console/src/routing/match.ts';
import { listAsked, sortQuery } from '../../console/src/runs/list-address.ts';

const known = { statuses: ['failed', 'succeeded'], sorts: ['created', 'cost'] };

describe('a path', () => {
  test('gives the parameters of the pattern that it is of', () => {
    expect(match('/runs/:run', '/runs/01ABC')).toEqual({ run: '01ABC' });
    expect(match('/runs', '/runs/')).toEqual({});
    expect(match('/', '/')).toEqual({});
  });

  test('is of no pattern that is longer, shorter or another, nor where it can not be decoded', () => {
    for (const path of ['/runs', '/runs/a/b', '/subjects/a', '/runs/%E0%A4'])
      expect(match('/runs/:run', path)).toBeNull();
  });

  test('gives back what was encoded', () => {
    const named = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '' && !/^\.+$/.test(text));
    fc.assert(
      fc.property(named, (name) => match('/subjects/:name', `/subjects/${encodeURIComponent(name)}`)?.name === name),
    );
  });
});

describe("the list's address", () => {
  test('says filters, sorting and page', () => {
    const query = '?status=failed&subject=mug&sort=cost&order=ascending&page=3&cursor=abc';
    expect(listAsked(query, known)).toEqual({ status: 'failed', subject: 'mug', sort: 'cost', descending: false });
    expect(pageAsked(query)).toEqual({ page: 3, cursor: 'abc' });
  });

  test('is the first page of everything, the newest first, where it says nothing that is known', () => {
    const first = { status: null, subject: null, sort: 'created', descending: true };
    for (const query of [
      '',
      '?status=lost&sort=colour&order=up',
      '?page=4',
      '?subject=&cursor=',
      '?page=-1&cursor=a',
    ]) {
      expect(listAsked(query, known)).toEqual(first);
      expect(pageAsked(query).page).toBe(1);
    }
    expect(pageAsked('?page=4&cursor=')).toEqual({ page: 1, cursor: null });
  });

  test('leaves out what is so anyway', () => {
    expect(sortQuery('created', true)).toEqual({ sort: null, order: null });
    expect(sortQuery('cost', false)).toEqual({ sort: 'cost', order: 'ascending' });
    expect(fromStart).toEqual({ page: null, cursor: null });
  });
});

describe('the pages', () => {
  test('go on by the cursor that the page before gave, and back by those that were seen', () => {
    const second = pageAddress(2, 1, 'to-2', []);
    expect(second).toEqual({ query: { page: '2', cursor: 'to-2' }, cursors: ['to-2'] });
    const third = pageAddress(3, 2, 'to-3', second.cursors);
    expect(third.query).toEqual({ page: '3', cursor: 'to-3' });
    expect(pageAddress(2, 3, null, third.cursors).query).toEqual({ page: '2', cursor: 'to-2' });
    expect(pageAddress(1, 3, null, third.cursors).query).toEqual({ page: null, cursor: null });
  });

  test('start anew where the way back was not seen', () => {
    expect(pageAddress(4, 5, 'to-6', []).query).toEqual({ page: null, cursor: null });
  });

  test('take nothing from the history that is not theirs', () => {
    for (const state of [null, 'text', { cursors: 3 }, { cursors: [1, null] }]) expect(seenCursors(state)).toEqual([]);
    expect(seenCursors({ cursors: ['a', 'b'] })).toEqual(['a', 'b']);
  });
});
