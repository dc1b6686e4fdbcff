import type { Setting } from './setting.ts';
import * as animals from './settings/animals.ts';
import * as electrical from './settings/electrical.ts';
import * as food from './settings/food.ts';
import * as gear from './settings/gear.ts';
import * as household from './settings/household.ts';
import * as large from './settings/large.ts';
import * as pets from './settings/pets.ts';
import * as wearables from './settings/wearables.ts';

/** A word's kind tells where such things are seen. */
const kinds = {
  tableware: household.tableware,
  ornament: household.ornament,
  textile: household.textile,
  toy: household.toy,
  desktop: household.desktop,
  artwork: household.artwork,
  electronic: electrical.electronic,
  appliance: electrical.appliance,
  clothing: wearables.clothing,
  nightwear: wearables.nightwear,
  footwear: wearables.footwear,
  'indoor footwear': wearables.indoorFootwear,
  headwear: wearables.headwear,
  eyewear: wearables.eyewear,
  sunglasses: wearables.sunglasses,
  jewellery: wearables.jewellery,
  accessory: wearables.accessory,
  umbrella: wearables.umbrella,
  bag: wearables.bag,
  dog: pets.dog,
  cat: pets.cat,
  'small pet': pets.smallPet,
  bird: pets.bird,
  'farm animal': animals.farmAnimal,
  poultry: animals.poultry,
  fish: animals.fish,
  'wild animal': animals.wildAnimal,
  produce: food.produce,
  dish: food.dish,
  packaged: food.packaged,
  furniture: large.furniture,
  car: large.car,
  cycle: large.cycle,
  boat: large.boat,
  plant: large.plant,
  tool: gear.tool,
  'garden tool': gear.gardenTool,
  instrument: gear.instrument,
  sport: gear.sport,
  anything: gear.anything,
} as const satisfies Record<string, Setting>;

export type Kind = keyof typeof kinds;

export const settings: readonly Setting[] = Object.values(kinds);

export const settingOf = (kind: Kind): Setting => kinds[kind];

/** Words of no tenant's own: class images and negatives of these may be shared. */
const words: Readonly<Record<Exclude<Kind, 'anything'>, string>> = {
  tableware: `mug, coffee mug, cup, teacup, glass, wine glass, bowl, plate, saucer, teapot, coffee pot, jug, pitcher,
    thermos, bottle, water bottle, flask, jar, tin, can, lunch box, pot, pan, frying pan, saucepan, spoon, fork, ladle,
    spatula, cutting board, salt shaker, pepper mill`,
  ornament: `candle, candlestick, vase, clock, alarm clock, picture frame, figurine, statue, sculpture, snow globe,
    music box, box, basket, tray, lamp, table lamp, lantern, globe, trophy, piggy bank, hairbrush, perfume bottle,
    soap dispenser, garden gnome, ornament`,
  textile: 'pillow, cushion, blanket, towel, quilt',
  toy: `toy, stuffed animal, stuffed toy, plushie, plush toy, teddy bear, doll, action figure, robot, robot toy,
    toy robot, toy car, toy train, toy truck, toy duck, rubber duck, toy dinosaur, toy rocket, toy house, toy animal,
    ring toy, puzzle, puppet, spinning top, yo-yo, chess piece, board game, building blocks`,
  desktop: `book, stack of books, notebook, diary, magazine, pen, fountain pen, pencil, pencil case, ruler, stapler,
    calculator, wallet, purse, coin purse, key, keys, keychain, card holder, lighter, phone case`,
  artwork: 'cartoon, painting, poster, drawing, sticker, postcard, photograph',
  electronic: `phone, smartphone, mobile phone, camera, laptop, tablet, headphones, earphones, earbuds, speaker, radio,
    keyboard, computer mouse, game controller, remote control, microphone, drone, e-reader, power bank, monitor,
    typewriter, game console`,
  appliance: `toaster, blender, coffee maker, coffee machine, kettle, microwave, hair dryer, iron, fan, vacuum cleaner,
    sewing machine, rice cooker, television, printer`,
  clothing: `shirt, t-shirt, tee shirt, polo shirt, longsleeve, long-sleeved shirt, blouse, sweater, jumper, hoodie,
    sweatshirt, cardigan, jacket, coat, raincoat, vest, waistcoat, dress, skirt, suit, kimono, uniform, jersey, outwear,
    apron, pants, trousers, jeans, shorts, leggings, overalls`,
  nightwear: 'pyjamas, pajamas, nightgown, bathrobe, dressing gown',
  footwear: `shoe, shoes, sneaker, sneakers, trainers, running shoe, running shoes, boot, boots, sandal, sandals,
    loafers, high heels, clogs, flip-flops`,
  'indoor footwear': 'slipper, slippers, sock, socks',
  headwear: 'hat, cap, baseball cap, beanie, beret, helmet, straw hat, sun hat, bobble hat',
  eyewear: 'glasses, eyeglasses, reading glasses, spectacles, goggles',
  sunglasses: 'sunglasses',
  jewellery: 'watch, wristwatch, ring, necklace, bracelet, earring, earrings, brooch, pendant, jewellery, jewelry',
  accessory: 'scarf, tie, bow tie, belt, glove, gloves, mittens, bandana, shawl',
  umbrella: 'umbrella, parasol',
  bag: `bag, backpack, rucksack, tote, tote bag, handbag, shoulder bag, suitcase, briefcase, duffel bag, satchel,
    messenger bag, gym bag, shopping bag, luggage`,
  dog: `dog, puppy, corgi, labrador, golden retriever, poodle, beagle, dachshund, husky, bulldog, pug, terrier,
    chihuahua, german shepherd`,
  cat: 'cat, kitten, tabby',
  'small pet': 'rabbit, bunny, hamster, guinea pig, ferret, hedgehog, tortoise, turtle, gerbil',
  bird: 'bird, parrot, budgie, parakeet, canary, cockatiel',
  'farm animal': 'horse, pony, cow, goat, sheep, lamb, pig, donkey, llama, alpaca',
  poultry: 'chicken, hen, rooster, duck, goose',
  fish: 'fish, goldfish',
  'wild animal': 'animal, fox, deer, squirrel, wolf, bear, monkey',
  produce: `apple, avocado, banana, kiwi, lemon, lime, mango, melon, nectarine, orange, papaya, passion fruit, peach,
    pear, pineapple, plum, pomegranate, red grapefruit, grapefruit, satsuma, satsumas, strawberry, fruit, asparagus,
    aubergine, eggplant, brown cap mushroom, mushroom, cabbage, carrot, carrots, cucumber, garlic, ginger, leek, onion,
    pepper, potato, red beet, tomato, zucchini, courgette, pumpkin, lettuce, vegetable`,
  dish: `pizza, burger, hamburger, sandwich, cake, birthday cake, cupcake, muffin, donut, doughnut, croissant, bagel,
    cookie, pie, pancake, taco, hot dog, salad, soup, bread, cheese, pasta, noodles, sushi, ice cream, chocolate, food, bowl of fruit`,
  packaged: `juice, milk, oat milk, oatghurt, sour cream, sour milk, soy milk, soyghurt, yoghurt, yogurt, carton,
    juice carton, milk carton, yoghurt carton, cereal box, soda can, beer bottle, wine bottle`,
  furniture: `chair, armchair, rocking chair, sofa, couch, table, desk, stool, bench, bookshelf, bookcase, cabinet,
    wardrobe, dresser, bed, crib, nightstand, floor lamp, mirror, rug, cupboard, furniture, piano`,
  car: 'car, sports car, truck, pickup truck, van, camper van, bus, taxi, tractor, fire engine',
  cycle: 'bicycle, bike, motorcycle, motorbike, scooter, tricycle, moped',
  boat: 'boat, rowing boat, sailing boat, sailboat, kayak, canoe',
  plant: `plant, houseplant, potted plant, cactus, succulent, fern, orchid, bonsai, flower, flowers, rose, tulip,
    sunflower`,
  tool: `tool, hammer, screwdriver, wrench, spanner, pliers, scissors, drill, saw, tape measure, toolbox, flashlight,
    torch, paintbrush, axe`,
  'garden tool': 'shovel, spade, rake, watering can, wheelbarrow, lawn mower',
  instrument: `guitar, acoustic guitar, electric guitar, bass guitar, violin, ukulele, trumpet, saxophone, flute,
    accordion, cello, banjo, drum, harmonica, clarinet, tambourine`,
  sport: `ball, football, soccer ball, basketball, tennis ball, baseball, tennis racket, baseball bat, golf club,
    skateboard, surfboard, snowboard, frisbee, dumbbell, kettlebell, yoga mat, bowling ball, hockey stick`,
};

const key = (category: string): string => category.normalize('NFC').toLowerCase().replace(/[-_]/g, ' ');

const kindOfWord: ReadonlyMap<string, Kind> = new Map(
  Object.entries(words).flatMap(([kind, list]) =>
    list.split(',').map((word): [string, Kind] => [key(word.trim().replace(/\s+/g, ' ')), kind as Kind]),
  ),
);

/** The words whose class images and negatives tenants may share, in lower case; any other is the tenant's own. */
export const listedCategories: ReadonlySet<string> = new Set(
  Object.values(words).flatMap((list) => list.split(',').map((word) => word.trim().replace(/\s+/g, ' '))),
);

const spellings: ReadonlyMap<string, string> = new Map([...listedCategories].map((word) => [key(word), word]));

/** The one of them that the category, as `categoryOf` gives it, is but for case and hyphens; undefined for any other. */
export const listedWord = (category: string): string | undefined => spellings.get(key(category));

export const isListed = (category: string): boolean => listedWord(category) !== undefined;

/** Makes a toy of whatever follows. */
const ofToys = /^(toy|plush|stuffed|lego|miniature|model|knitted|crocheted) /;

/** The kind of a listed word; of any other, that of the last words that are listed: a "vintage coffee mug" is a mug. */
export function kindOf(category: string): Kind {
  const [first = '', ...rest] = key(category)
    .replace(/^.* of (?=\S)/, '')
    .split(' ');
  const whole = kindOfWord.get(key(category)) ?? kindOfWord.get([first, ...rest].join(' '));
  if (whole !== undefined) return whole;
  if (ofToys.test(key(category))) return 'toy';
  const single = [first, ...rest].join(' ').replace(/(?<=ch|sh|x|ss)es$|(?<!s)s$/, '');
  return kindOfWord.get(single) ?? (rest.length > 0 ? kindOf(rest.join(' ')) : 'anything');
}
