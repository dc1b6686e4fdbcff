/** Phrases that follow the thing, told apart because light indoors is not light outdoors. None of them names a light. */
export interface Places {
  readonly indoors: readonly string[];
  readonly outdoors: readonly string[];
}

/** Kinds of empty places, see scenes.ts. */
export type SceneGroup = 'tabletop' | 'interior' | 'wardrobe' | 'workshop' | 'street' | 'nature' | 'water' | 'aquarium';

/** Where things of one kind are seen, and what they do there. */
export interface Setting {
  /** Where the thing lies, stands or hangs: `on a wooden floor`. */
  readonly at: Places;
  /** Said before such a place, of what can choose: `sitting`, `lying`. */
  readonly postures?: readonly string[];
  /** Surfaces indoors that have room for `beside`, and that one looks down on: `on a kitchen counter`. */
  readonly tables?: readonly string[];
  /** What may stand next to the thing there: `next to a stack of books`. */
  readonly beside?: readonly string[];
  /** What the thing does, and where: `chasing a ball across a lawn`. */
  readonly doing?: Places;
  /** People with the thing: somebody, one of `verbs`, the thing, a place. */
  readonly people?: Places & {
    readonly verbs: readonly string[];
    /** Of the captions. */
    readonly share: number;
  };
  readonly scenes: readonly SceneGroup[];
}
