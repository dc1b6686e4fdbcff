import { runLimit } from '../fixtures/command.ts';
import { type Kill, KillRange, type Moment, nextMoment, type Undisturbed } from '../fixtures/kills.ts';
import { randomNumbers } from '../fixtures/random.ts';

const kills = 3;
const random = randomNumbers(2);
let range: KillRange;
let undisturbed: Undisturbed;

beforeAll(async () => {
  range = new KillRange({ references: 2, heldOut: 0, others: 20 });
  undisturbed = await range.undisturbed();
}, runLimit);
afterAll(() => range.close());

test('two photos are too few to judge by: the user is warned and told what to add, and the adapter serves provisionally', () => {
  const { photos, verdict, endpoint, adapter } = undisturbed.result;
  expect(photos.warnings).toEqual([expect.stringMatching(/only 2 different reference photos.*Add a third/)]);
  expect(verdict).toMatchObject({ outcome: 'unjudged', metrics: null, protocol: null });
  expect(verdict.reason).toMatch(/2 photos are too few/);
  expect(verdict.advice).toContainEqual(expect.stringContaining('role held-out'));
  expect(endpoint).toMatchObject({ adapter: adapter.name, provisional: true });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;
onLinux('the whole command killed at any moment and run again (needs Linux)', () => {
  /** Another moment where the command was done before the one that was chosen. */
  async function killSomewhere(turn: number): Promise<Kill> {
    const moment: Moment = nextMoment(turn, undisturbed, random);
    return (await range.kill(moment, undisturbed)) ?? killSomewhere(turn);
  }

  test.each([...Array(kills).keys()])(
    'ends with the same adapter and does no finished job twice: kill %#',
    async (turn) => {
      const kill = await killSomewhere(turn);
      // The moment belongs into the failure's text.
      expect({ ...kill, violations: [] }).toEqual(kill);
    },
    runLimit,
  );
});
