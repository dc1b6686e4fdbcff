import type { Setting } from '../setting.ts';
import { kitchenTables, tables } from './surfaces.ts';

const kitchen = [...tables, ...kitchenTables, 'on a kitchen island'];

/** A plate does for what is eaten outside. */
const eatenOutside = [
  'on a picnic table',
  'on a picnic blanket',
  'on a garden table',
  'on a balcony table',
  'on a market stall',
  'on a café terrace',
  'on a folding table at a campsite',
  'on a park bench',
  'on a wooden bench',
];

/** Fruit and vegetables. */
export const produce: Setting = {
  at: {
    indoors: [
      'in a large bowl',
      'on a supermarket shelf',
      'on a cutting board',
      'in a wicker basket',
      'on a kitchen scale',
      'in a paper bag',
      'in a shopping basket',
      'on a white plate',
      'on a windowsill',
      'in a refrigerator drawer',
      'in a wooden crate',
    ],
    outdoors: [...eatenOutside, 'on a garden wall', 'on the grass', 'in a harvest basket', 'at a roadside stand'],
  },
  tables: kitchen,
  beside: [
    'beside a kitchen knife',
    'next to a glass of water',
    'beside a loaf of bread',
    'next to a sprig of mint',
    'beside a folded napkin',
    'next to a salad bowl',
  ],
  scenes: ['tabletop'],
};

/** What is cooked or baked. */
export const dish: Setting = {
  at: {
    indoors: [
      'on a white plate',
      'on a cutting board',
      'on a baking tray',
      'in a bakery window',
      'on a café counter',
      'on a sheet of baking paper',
      'on a restaurant table',
      'on a ceramic dish',
      'on a diner counter',
      'on a checked napkin',
    ],
    outdoors: eatenOutside,
  },
  tables: kitchen,
  beside: [
    'next to a glass of lemonade',
    'beside a cup of coffee',
    'beside a folded napkin',
    'next to a small bowl of sauce',
    'beside a knife and fork',
    'next to a vase of flowers',
  ],
  scenes: ['tabletop'],
};

/** Cartons, cans and boxes. */
export const packaged: Setting = {
  at: {
    indoors: [
      'on a supermarket shelf',
      'in a refrigerator door',
      'in a shopping basket',
      'on a pantry shelf',
      'in a paper grocery bag',
      'on a supermarket checkout',
      'on an office desk',
      'on a windowsill',
      'in a kitchen cupboard',
      'in a shopping trolley',
    ],
    outdoors: [...eatenOutside, 'on stone steps', 'on a doorstep', 'on a stone wall', 'on a tree stump'],
  },
  tables: kitchen,
  beside: [
    'next to an empty glass',
    'beside a bowl of cereal',
    'next to a loaf of bread',
    'beside a bunch of bananas',
    'next to a shopping list',
  ],
  scenes: ['tabletop'],
};
