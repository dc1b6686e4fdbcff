/** Light that any place indoors, or any outdoors, may be seen in. */
export const light = {
  indoors: [
    'in soft window light',
    'in warm lamplight',
    'in bright daylight',
    'in dim light',
    'in morning light',
    'in evening light',
    'under bright ceiling lights',
    'in strong side light',
    'in pale winter light',
    'on a grey afternoon',
  ],
  outdoors: [
    'in bright sunshine',
    'under an overcast sky',
    'at sunset',
    'in soft morning light',
    'at dusk',
    'on a foggy morning',
    'in the late afternoon',
    'in golden evening light',
    'on a grey day',
    'early in the morning',
  ],
} as const;
