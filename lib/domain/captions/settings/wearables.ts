import type { Setting } from '../setting.ts';
import { company, floors, outside, shelves, smallCompany, tables } from './surfaces.ts';

const worn = { verbs: ['wearing'], share: 0.5, ...company };

/** What one is not seen in far from home. */
const wornAtHome = {
  verbs: ['wearing'],
  share: 0.4,
  indoors: [
    'in a kitchen',
    'in a living room',
    'in a hallway',
    'in an armchair',
    'on a staircase',
    'in front of a fireplace',
    'in front of a mirror',
    'at a breakfast table',
  ],
  outdoors: ['on a porch', 'on a balcony', 'in a garden'],
};

/** Shirts, coats, dresses and trousers. */
export const clothing: Setting = {
  at: {
    indoors: [
      'hanging on a clothes rack',
      'folded on a neatly made bed',
      'draped over a chair',
      'laid flat on a wooden floor',
      'hanging on a bedroom door',
      'folded in an open suitcase',
      'on top of a laundry basket',
      'folded on a wooden table',
      'folded on a shelf',
      'hanging in a wardrobe',
      'draped over an armchair',
      'laid flat on a white sheet',
      'hanging in a shop window',
      'on an ironing board',
      'on a sewing table',
    ],
    outdoors: [
      'hanging on a clothes line',
      'draped over a garden chair',
      'folded on a picnic blanket',
      'folded on a park bench',
      'hanging at a market stall',
      'laid out on the grass',
      'draped over a wooden fence',
      'folded on a beach towel',
      'hanging on a balcony railing',
      'draped over a stone wall',
    ],
  },
  people: worn,
  scenes: ['wardrobe'],
};

export const nightwear: Setting = { ...clothing, people: wornAtHome };

export const footwear: Setting = {
  at: {
    indoors: [
      ...floors,
      'on a doormat',
      'on a shoe rack',
      'by the front door',
      'at the foot of a bed',
      'in a hallway',
      'on a shop display shelf',
      'in an open cardboard box',
      'under a wooden bench',
      'on a staircase',
      'in a locker room',
      'on a sheet of newspaper',
    ],
    outdoors: [
      'on stone steps',
      'on a porch',
      'on a sandy beach',
      'on a forest path',
      'on a mossy rock',
      'on the grass',
      'on a wooden deck',
      'beside a park bench',
      'on a cobbled street',
      'on fallen leaves',
      'on a market stall',
      'outside a tent',
      'on a concrete pavement',
    ],
  },
  people: worn,
  scenes: ['interior', 'street'],
};

/** Slippers and socks. */
export const indoorFootwear: Setting = {
  ...footwear,
  at: {
    indoors: footwear.at.indoors,
    outdoors: ['on a porch', 'on a doorstep', 'on a wooden deck', 'on a balcony', 'on a market stall'],
  },
  people: wornAtHome,
};

export const headwear: Setting = {
  at: {
    indoors: [
      ...shelves,
      'hanging on a coat hook',
      'on a hat stand',
      'on a hallway bench',
      'on an armchair',
      'on a neatly made bed',
      'on a mannequin in a shop',
      'on a stack of books',
      'on a wooden chair',
    ],
    outdoors: [...outside, 'hanging on a fence post', 'on the saddle of a bicycle'],
  },
  tables: [...tables, 'on a kitchen counter'],
  beside: smallCompany,
  people: worn,
  scenes: ['wardrobe', 'tabletop'],
};

const foldable = {
  at: {
    indoors: [...shelves, 'on an open book', 'in an open case', 'on a bathroom shelf', 'on the dashboard of a car'],
    outdoors: [...outside, 'on a folded beach towel', 'on the edge of a swimming pool'],
  },
  tables: [...tables, 'on a kitchen counter', 'on an office desk'],
  beside: [
    'next to a stack of books',
    'beside a glass of water',
    'next to a folded newspaper',
    'beside a bunch of keys',
    'next to a straw hat',
    'beside a cup of coffee',
  ],
  scenes: ['tabletop'],
} as const;

export const eyewear: Setting = { ...foldable, people: worn };

export const sunglasses: Setting = {
  ...foldable,
  people: { ...worn, indoors: ['in a parked car', 'at an airport', 'on a train', 'in front of a mirror'] },
};

export const jewellery: Setting = {
  at: {
    indoors: [
      ...shelves,
      'in a velvet box',
      'on a jewellery stand',
      'on a porcelain dish',
      'in a display case',
      'on a folded silk cloth',
      'on a bathroom shelf',
      'on a dressing table',
      'on an open book',
      'on a leather tray',
    ],
    outdoors: [...outside, 'on a smooth pebble', 'on a weathered plank'],
  },
  tables: [...tables, 'on a marble countertop'],
  beside: smallCompany,
  people: worn,
  scenes: ['tabletop'],
};

/** Scarves, ties, belts and gloves. */
export const accessory: Setting = {
  at: {
    indoors: [
      'hanging on a coat hook',
      'draped over a chair',
      'folded on a shelf',
      'on a neatly made bed',
      'on a hallway bench',
      'in an open drawer',
      'on a shop counter',
      'on a wooden table',
      'in an open suitcase',
      'hanging in a wardrobe',
      'on a wooden floor',
      'on an armchair',
      'on a leather couch',
    ],
    outdoors: [
      'on a park bench',
      'on a garden table',
      'on a stone wall',
      'on a market stall',
      'draped over a wooden fence',
      'on a picnic blanket',
      'on fallen leaves',
      'on stone steps',
      'on a garden chair',
    ],
  },
  people: worn,
  scenes: ['wardrobe'],
};

export const umbrella: Setting = {
  at: {
    indoors: [
      'leaning against a hallway wall',
      'hanging on a coat hook',
      'drying open on a tiled floor',
      'propped up by the front door',
      'leaning against a café chair',
      'on the back seat of a car',
      'lying on a wooden bench',
      'in a tall metal bucket',
      'hanging from the back of a chair',
      'leaning against an office desk',
      'lying folded on a shop counter',
    ],
    outdoors: [
      'lying open on a wet pavement',
      'leaning against a park bench',
      'standing open on a sandy beach',
      'lying on stone steps',
      'leaning against a shop window',
      'hanging on a garden gate',
      'lying open on the grass',
      'open above a café table',
      'lying on a wooden jetty',
      'leaning against a tree trunk',
      'open on a balcony',
    ],
  },
  people: {
    ...worn,
    verbs: ['holding', 'carrying'],
    indoors: ['in a hallway', 'at a train station', 'in an office lobby'],
  },
  scenes: ['interior', 'street'],
};

export const bag: Setting = {
  at: {
    indoors: [
      'on a wooden floor',
      'on a tiled floor',
      'on an armchair',
      'on a hallway bench',
      'on a luggage rack',
      'on a train seat',
      'on a hotel bed',
      'on a kitchen chair',
      'at the foot of a staircase',
      'leaning against an office desk',
      'on a wooden table',
      'in a shop window',
      'by the front door',
      'on a classroom floor',
      'on the back seat of a car',
    ],
    outdoors: [
      'on a park bench',
      'on the grass',
      'on a sandy beach',
      'on stone steps',
      'on a picnic blanket',
      'leaning against a tree',
      'on a train platform',
      'on a mossy rock',
      'in a bicycle basket',
      'on a market stall',
      'at a bus stop',
      'on a wooden jetty',
      'beside a tent',
      'leaning against a brick wall',
      'on a cobbled street',
    ],
  },
  people: { ...worn, verbs: ['carrying', 'carrying', 'holding'], share: 0.35 },
  scenes: ['interior', 'street', 'nature'],
};
