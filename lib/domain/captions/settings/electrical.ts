import type { Setting } from '../setting.ts';
import { floors, kitchenTables, outside, shelves, smallCompany, tables } from './surfaces.ts';

/** Phones, cameras and whatever one carries or plugs in. */
export const electronic: Setting = {
  at: {
    indoors: [
      ...shelves,
      ...floors,
      'on an armchair',
      'on an unmade bed',
      'on a sofa cushion',
      'on a train seat',
      'on a conference table',
      'in an open cardboard box',
      'on a shop display stand',
    ],
    outdoors: outside,
  },
  tables: [...tables, 'on an office desk', 'on a kitchen counter', 'on a cluttered desk'],
  beside: [
    ...smallCompany,
    'next to an open notebook',
    'beside a cup of coffee',
    'next to a tangle of cables',
    'beside a desk lamp',
  ],
  scenes: ['tabletop'],
};

export const appliance: Setting = {
  at: {
    indoors: [
      ...floors,
      'in a small kitchen',
      'in a laundry room',
      'in a corner of a living room',
      'in a repair shop',
      'on a workbench',
      'on a low cabinet',
      'on an open kitchen shelf',
      'on a shop shelf',
      'in a storage room',
      'in an open cardboard box',
      'in a hallway',
      'in a student flat',
    ],
    outdoors: [
      'on a market stall',
      'on a pavement outside a house',
      'on a covered porch',
      'at a garage sale',
      'on a garden table',
      'on a balcony',
      'on a folding table at a campsite',
      'in an open garage',
    ],
  },
  tables: [...tables, ...kitchenTables, 'on a kitchen island'],
  beside: smallCompany,
  scenes: ['tabletop', 'interior'],
};
