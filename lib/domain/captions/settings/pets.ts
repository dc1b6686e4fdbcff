import type { Setting } from '../setting.ts';

const homely = {
  indoors: [
    'on a living room rug',
    'on a kitchen floor',
    'on a sofa',
    'on a wooden floor',
    'by the front door',
    'beside an armchair',
    'at the foot of a bed',
    'in a hallway',
    'on a pile of cushions',
    'beside a fireplace',
    'on a staircase',
  ],
  outdoors: [
    'on the grass in a park',
    'on a porch',
    'beside a garden bench',
    'in a field of wildflowers',
    'on stone steps',
    'on a wooden deck',
    'among fallen leaves',
    'in tall grass',
    'on a garden path',
    'in front of a brick wall',
  ],
} as const;

export const dog: Setting = {
  at: {
    indoors: homely.indoors,
    outdoors: [
      ...homely.outdoors,
      'on a sandy beach',
      'on a forest path',
      'in the snow',
      'by a lake',
      'on a mountain trail',
      'outside a shop',
    ],
  },
  postures: ['sitting', 'lying', 'standing', 'resting'],
  doing: {
    indoors: [
      'sleeping on a sofa',
      'curled up in a wicker basket',
      'chewing a toy on a rug',
      'looking out of a window',
      'eating from a metal bowl',
      'stretching on a wooden floor',
      'carrying a slipper down a hallway',
      'waiting beside a dining table',
    ],
    outdoors: [
      'chasing a ball across a lawn',
      'running along a beach',
      'splashing in a shallow river',
      'digging in the sand',
      'fetching a stick in a park',
      'walking on a leash along a city street',
      'sniffing flowers in a garden',
      'playing in the snow',
      'jumping over a log in a forest',
      'rolling on the grass',
      'trotting along a country lane',
    ],
  },
  scenes: ['interior', 'nature'],
};

export const cat: Setting = {
  at: {
    indoors: [...homely.indoors, 'on a windowsill', 'on a bookshelf', 'in a cardboard box', 'on a kitchen chair'],
    outdoors: [...homely.outdoors, 'on a garden wall', 'on a balcony', 'on the bonnet of a parked car'],
  },
  postures: ['sitting', 'lying', 'resting', 'crouching'],
  doing: {
    indoors: [
      'sleeping on a sofa',
      'curled up in a wicker basket',
      'playing with a ball of yarn on a rug',
      'looking out of a window',
      'stretching on a wooden floor',
      'drinking from a small bowl',
      'scratching a post in a living room',
      'peeking out from under a blanket',
      'walking along the back of a couch',
    ],
    outdoors: [
      'walking along a garden wall',
      'climbing a tree',
      'watching birds from a balcony',
      'rolling on a paved patio',
      'stalking through tall grass',
      'sleeping on a porch chair',
      'sniffing flowers in a garden',
    ],
  },
  scenes: ['interior', 'nature'],
};

export const smallPet: Setting = {
  at: {
    indoors: [
      'on a living room rug',
      'on a soft blanket',
      'in a straw-lined hutch',
      'on a wooden floor',
      'in a cardboard box',
      'on a folded towel',
      'in a wicker basket',
      'on a cushion',
      "on a vet's table",
      'beside a food bowl',
    ],
    outdoors: [
      'on the grass',
      'on a garden path',
      'among clover',
      'in a wire run on a lawn',
      'on fallen leaves',
      'on a wooden deck',
      'in a flower bed',
      'on a mossy rock',
      'in tall grass',
    ],
  },
  postures: ['sitting', 'resting', 'standing'],
  doing: {
    indoors: [
      'nibbling a lettuce leaf on a rug',
      'sleeping in a pile of hay',
      'peeking out of a cardboard box',
      'exploring a living room floor',
      'eating from a small dish',
      'hiding under a blanket',
    ],
    outdoors: [
      'nibbling clover on a lawn',
      'exploring a vegetable garden',
      'sniffing a dandelion',
      'resting under a bush',
      'walking across a paved patio',
    ],
  },
  scenes: ['interior', 'nature'],
};

export const bird: Setting = {
  at: {
    indoors: [
      'on a wooden perch',
      'on the back of a chair',
      'on a windowsill',
      'on top of a bookshelf',
      'in a large cage',
      'on a curtain rail',
      'on a kitchen tap',
    ],
    outdoors: [
      'on a bare branch',
      'on a garden fence',
      'on a balcony railing',
      'on a stone wall',
      'on a mossy log',
      'at the edge of a fountain',
      'on a bird table',
      'on a rooftop',
      'on the back of a park bench',
      'in a flowering tree',
    ],
  },
  postures: ['perched', 'sitting', 'resting'],
  doing: {
    indoors: [
      'eating seeds from a small dish',
      'preening beside a mirror',
      'spreading its wings in a living room',
      'climbing a knotted rope',
    ],
    outdoors: [
      'singing on a garden gate',
      'bathing in a shallow puddle',
      'taking off from a rooftop',
      'gliding above a lake',
      'pecking at seeds on a lawn',
      'preening on a mossy rock',
    ],
  },
  scenes: ['interior', 'nature'],
};
