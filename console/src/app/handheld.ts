/** Whether fingers are what points here: then there is a camera, as a rule, and nothing to drop photos from. */
export const handheld = (): boolean => matchMedia('(pointer: coarse)').matches;
