/** `node scripts/index-distractors.ts DIR`: prints the index of an operator's distractors, as the cloud's bucket needs it. */
import { indexOfDistractors } from '../lib/local/distractors.ts';

const [folder = '.'] = process.argv.slice(2);
console.log(JSON.stringify(await indexOfDistractors('DIR', folder), null, 1));
