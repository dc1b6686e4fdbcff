/** Surfaces that any small thing may lie on; the kinds add what is theirs. */
export const tables = [
  'on a wooden table',
  'on a coffee table',
  'on a bedside table',
  'on a linen tablecloth',
  'on a café table',
  'on a side table',
  'on a round tray',
  'on a white desk',
  'on a sideboard',
] as const;

export const kitchenTables = ['on a kitchen counter', 'on a marble countertop', 'on a dining table'] as const;

export const floors = ['on a wooden floor', 'on a tiled floor', 'on a patterned rug', 'on a woven mat'] as const;

export const shelves = [
  'on a white shelf',
  'on a bookshelf',
  'on a windowsill',
  'on a mantelpiece',
  'on a shop counter',
] as const;

export const outside = [
  'on a picnic table',
  'on a picnic blanket',
  'on a park bench',
  'on a stone wall',
  'on a garden table',
  'on a balcony table',
  'on stone steps',
  'on a mossy rock',
  'on a tree stump',
  'on a sandy beach',
  'on fallen leaves',
  'on a wooden deck',
  'on a market stall',
  'on a cobbled street',
  'on the grass',
  'on a paved patio',
  'on a wooden jetty',
  'on a doorstep',
] as const;

export const smallCompany = [
  'next to a stack of books',
  'beside a glass of water',
  'next to a small plant',
  'next to a folded newspaper',
  'beside a bowl of fruit',
  'beside a lit candle',
  'next to a pair of reading glasses',
  'beside a vase of flowers',
] as const;

/** Where people are seen with what they wear and carry. */
export const company = {
  indoors: [
    'in a café',
    'in an office',
    'in a library',
    'at a train station',
    'in a shopping centre',
    'in a kitchen',
    'in a living room',
    'in a museum',
    'in front of a mirror',
    'in a classroom',
    'in a hallway',
    'in a bookshop',
  ],
  outdoors: [
    'at a bus stop',
    'on a city street',
    'in a park',
    'on a beach',
    'at a street market',
    'on a mountain trail',
    'by a lake',
    'on a bridge',
    'in a garden',
    'on a balcony',
    'in front of a brick wall',
    'at a pedestrian crossing',
    'on a forest path',
    'outside a bakery',
    'on a stone staircase',
    'at a harbour',
  ],
} as const;
