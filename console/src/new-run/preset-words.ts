/** What a preset is good for, for who never heard of its parts. */
const known: Readonly<Record<string, string>> = {
  laptop:
    'Quickest. Pastes the thing onto other backgrounds and generates nothing. Shows how it works; a small model learns.',
  'laptop-dreambooth':
    'The whole method, small: also learns to generate images of the thing. Takes minutes, and shows the method rather than its quality.',
  fast: 'A full-size model, on pasted pictures alone: minutes on a graphics card, without generated images.',
  paper:
    'As the research that this follows did it: images of the thing are generated and trained on. Hours on a graphics card.',
  combined:
    'The thorough one: generated and pasted pictures, of which the faithful ones are kept. Hours on a graphics card.',
  clip: 'As paper, for the model CLIP, which was made to match pictures with words.',
  mae: 'As paper, for the model MAE, which was made to fill in parts of pictures.',
  sdxl: 'As combined, with a larger generator, whose images have more detail.',
  sd3: 'As combined, with a newer and larger generator.',
};

/** @param summary what the service says of it, for a preset that came later */
export const presetWords = (name: string, summary: string): string =>
  Object.hasOwn(known, name) ? (known[name] ?? summary) : summary;
