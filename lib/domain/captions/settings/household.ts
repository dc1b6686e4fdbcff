import type { Setting } from '../setting.ts';
import { floors, kitchenTables, outside, shelves, smallCompany, tables } from './surfaces.ts';

/** Cups, bowls, pots and what else a kitchen has. */
export const tableware: Setting = {
  at: {
    indoors: [
      ...shelves,
      'in a dish rack',
      'on a draining board',
      'on an open kitchen shelf',
      'in a kitchen cupboard',
      'on a café counter',
      'on a breakfast tray in bed',
      'on an office desk',
    ],
    outdoors: [...outside, 'on a folding table at a campsite', 'by a campfire', 'on a café terrace'],
  },
  tables: [...tables, ...kitchenTables, 'on a woven placemat', 'on a kitchen island'],
  beside: [
    ...smallCompany,
    'next to a plate of biscuits',
    'beside a loaf of bread',
    'next to a jar of honey',
    'beside a folded napkin',
  ],
  scenes: ['tabletop'],
};

/** Small things that stand about a home. */
export const ornament: Setting = {
  at: {
    indoors: [...shelves, ...floors, 'on a dresser', 'on a piano', 'in a shop window', 'in a cardboard box'],
    outdoors: outside,
  },
  tables: [...tables, ...kitchenTables],
  beside: smallCompany,
  scenes: ['tabletop'],
};

/** Pillows, blankets and towels. */
export const textile: Setting = {
  at: {
    indoors: [
      ...floors,
      'on a sofa',
      'on a neatly made bed',
      'on an armchair',
      'on a rocking chair',
      'on a window seat',
      'on a wooden bench',
      'on a bathroom shelf',
      'in a laundry basket',
      'on a shop shelf',
      'on a leather couch',
      'at the foot of a bed',
      'on a dining chair',
    ],
    outdoors: [
      'on a garden chair',
      'on a porch swing',
      'on a sandy beach',
      'on the grass',
      'on a park bench',
      'on a balcony chair',
      'on a wooden deck',
      'on a sun lounger',
      'in a hammock',
      'on a stone wall',
      'on a market stall',
    ],
  },
  scenes: ['interior', 'wardrobe'],
};

export const toy: Setting = {
  at: {
    indoors: [
      ...shelves,
      ...floors,
      'on a playroom floor',
      "on a child's bed",
      'on a sofa',
      'in a toy box',
      'in a cardboard box',
      'on an armchair',
      'on a staircase',
      'in a shop window',
      'on a bathroom shelf',
    ],
    outdoors: [...outside, 'in a sandpit', 'on a playground slide', 'on a garden swing', 'in a flower bed'],
  },
  tables: [...tables, ...kitchenTables],
  beside: [
    ...smallCompany,
    'beside a row of wooden blocks',
    'next to a box of crayons',
    'beside a picture book',
    'next to a red ball',
  ],
  scenes: ['tabletop', 'interior'],
};

/** Books, pens, keys and wallets. */
export const desktop: Setting = {
  at: {
    indoors: [
      ...shelves,
      ...floors,
      'on an armchair',
      'on a library table',
      'on a train seat',
      'on a reception desk',
      'on a stack of papers',
      'on a sofa cushion',
    ],
    outdoors: outside,
  },
  tables: [...tables, 'on an office desk', 'on a kitchen counter', 'on a school desk'],
  beside: [
    ...smallCompany,
    'next to a laptop',
    'beside a cup of coffee',
    'next to an open letter',
    'beside a desk calendar',
  ],
  scenes: ['tabletop'],
};

/** Things that are hung or printed. */
export const artwork: Setting = {
  at: {
    indoors: [
      'on a living room wall',
      'on a white gallery wall',
      'on an easel in a studio',
      'above a fireplace',
      'above a sofa',
      'on a bedroom wall',
      'on a refrigerator door',
      'on a cork noticeboard',
      'on the back of a laptop',
      'on a page of a sketchbook',
      'on a classroom wall',
      'on a café wall',
      'in a hallway of an old house',
      'on a wooden table',
      'on a drawing desk',
      'on a shop counter',
    ],
    outdoors: [
      'on a brick wall',
      'on a market stall',
      'on a building site fence',
      'on a wooden fence',
      'in a shop window',
      'at a bus stop',
      'on a garden shed',
      'on the side of a van',
      'on a concrete wall under a bridge',
      'on a pavement',
      'on a park bench',
      'on a stone wall',
    ],
  },
  scenes: ['interior', 'street'],
};
