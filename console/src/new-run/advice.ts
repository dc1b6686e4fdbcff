import type { Counts } from './checks.ts';

/** With fewer, photos of other things are a coarse judge. */
const enoughOthers = 20;
const enoughHeldOut = 5;

/** What would make the result better, or better known, by how many photos there are in each role. */
export function adviceOf(counts: Counts): readonly string[] {
  return [ofReferences(counts), ofHeldOut(counts), ofOthers(counts), ofLookAlikes(counts)].filter(
    (text) => text !== null,
  );
}

function ofReferences({ reference }: Counts): string | null {
  if (reference < 3) return 'Three photos of the thing from different sides are a good start.';
  if (reference >= 10) return null;
  return 'More photos of the thing may help: in the paper that this follows, ten without any generated images did better than three with them.';
}

function ofHeldOut({ reference, 'held-out': heldOut }: Counts): string | null {
  if (heldOut >= enoughHeldOut) return null;
  if (heldOut > 0) {
    return `${heldOut === 1 ? 'One held-out photo says' : `${heldOut} held-out photos say`} little of how it would do on others. With ${enoughHeldOut} or more the verdict is surer.`;
  }
  if (reference < 3)
    return 'With so few photos and none held out nothing can be judged. Held-out photos, which show the thing too and are kept back, let it be.';
  return 'With no held-out photo the verdict is made by leaving out one reference photo after the other, which takes longer and says less. Held-out photos show the thing too, and are kept back to judge by.';
}

const ofLookAlikes = (counts: Counts): string | null =>
  counts['look-alike'] > 0
    ? null
    : 'Is it easily taken for something else? Photos of that as look-alikes teach the difference.';

function ofOthers({ other, reference }: Counts): string | null {
  if (other >= enoughOthers || reference === 0) return null;
  return other === 0
    ? `It is judged by not taking other things for it: add ${enoughOthers} photos or so of whatever is around it. Without them the service takes those that it has, and where it has none, nothing is judged.`
    : `Of other things there ${other === 1 ? 'is 1 photo' : `are ${other} photos`}: with fewer than ${enoughOthers} the service adds those that it has.`;
}
