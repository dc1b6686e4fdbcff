import type { Setting } from '../setting.ts';

export const farmAnimal: Setting = {
  at: {
    indoors: ['in a barn', 'in a stable', 'on a bed of straw', 'beside a wooden stall', 'in a farm shed'],
    outdoors: [
      'in a green meadow',
      'beside a wooden fence',
      'in a farmyard',
      'under an oak tree',
      'on a hillside',
      'beside a stone barn',
      'in a muddy field',
      'on a country lane',
      'by a pond',
      'in an orchard',
      'in the snow',
      'beside a hedge',
    ],
  },
  postures: ['standing', 'resting'],
  doing: {
    indoors: ['eating hay in a barn', 'looking out of a stable door', 'sleeping on a bed of straw'],
    outdoors: [
      'grazing in a green meadow',
      'drinking from a trough',
      'walking along a dirt track',
      'looking over a fence',
      'crossing a shallow stream',
      'following others through a gate',
    ],
  },
  scenes: ['nature'],
};

export const poultry: Setting = {
  at: {
    indoors: ['in a barn', 'on a bed of straw', 'in a wooden coop', 'beside a feeding trough', 'in a farm shed'],
    outdoors: [
      'in a farmyard',
      'on the grass',
      'beside a wooden fence',
      'by a pond',
      'in an orchard',
      'on a garden path',
      'beside a stone barn',
      'in a muddy yard',
      'on a heap of straw',
      'in front of a hedge',
      'on a country lane',
    ],
  },
  postures: ['standing', 'sitting', 'resting'],
  doing: {
    indoors: ['sleeping on a bed of straw', 'eating grain in a barn', 'walking through a farm shed'],
    outdoors: [
      'pecking at grain in a farmyard',
      'walking through tall grass',
      'drinking from a shallow puddle',
      'crossing a country lane',
      'flapping its wings beside a pond',
      'looking for worms in a vegetable garden',
    ],
  },
  scenes: ['nature'],
};

export const fish: Setting = {
  at: {
    indoors: [
      'in a glass bowl',
      'in a planted aquarium',
      'above white gravel in an aquarium',
      'behind a ceramic castle in an aquarium',
      'among green water plants',
      'near the surface of a tank',
      'beside a piece of driftwood in a tank',
      'in a large public aquarium',
    ],
    outdoors: [
      'in a garden pond',
      'among lily pads in a pond',
      'in a clear stream',
      'in a shallow pool',
      'under a wooden footbridge',
      'in still water near a jetty',
      'among smooth stones in a river',
    ],
  },
  postures: ['swimming', 'resting', 'turning'],
  scenes: ['aquarium', 'water'],
};

/** Wild animals, and one of which nothing more is known. */
export const wildAnimal: Setting = {
  at: {
    indoors: [
      'on a straw-covered floor',
      'beside a stone wall in a shelter',
      'in a wildlife hospital',
      'behind glass at a zoo',
      'on a wooden platform in an enclosure',
    ],
    outdoors: [
      'in a forest clearing',
      'on a rocky slope',
      'in tall grass',
      'beside a stream',
      'on a dirt track',
      'among fallen leaves',
      'under a large tree',
      'at the edge of a lake',
      'in the snow',
      'in a nature reserve',
      'on a sandy bank',
      'near a mossy log',
      'in an open field',
    ],
  },
  postures: ['standing', 'sitting', 'resting'],
  doing: {
    indoors: ['sleeping on a bed of straw', 'looking through a window at a zoo'],
    outdoors: [
      'walking through tall grass',
      'drinking from a river',
      'looking towards the camera from a clearing',
      'crossing a forest path',
      'hiding behind a bush',
      'watching from a hillside',
    ],
  },
  scenes: ['nature'],
};
