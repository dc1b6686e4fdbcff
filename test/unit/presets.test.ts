import { type Preset, presetNamed, presetNames } from '../../lib/domain/presets.ts';

test.each(presetNames())('the preset %s is found by its name and has a version', (name) => {
  expect(presetNamed(name)).toMatchObject({ name, version: expect.any(Number), summary: expect.any(String) });
});

test('laptop works without a generator', () => {
  expect(presetNamed('laptop')).toMatchObject({ generate: null, backbone: 'tiny-vit' });
});

test('every promotion rule asks for a gain', () => {
  for (const { promotion } of presetNames().map(presetNamed)) {
    expect(promotion.minimumDifference).toBeGreaterThan(0);
    expect(promotion.intervalAbove).toBeGreaterThanOrEqual(0);
    expect(promotion.toleratedNdcgLoss).toBeGreaterThanOrEqual(0);
    expect(promotion.toleratedMarginLoss).toBeGreaterThanOrEqual(0);
  }
});

test('settings are short enough for SageMaker, which takes 2,500 characters each and 100 of them with the seed', () => {
  const stages = ({ generate, compose, represent }: Preset) => [generate ?? {}, compose, represent];
  for (const settings of presetNames().map(presetNamed).flatMap(stages)) {
    expect(Object.keys(settings).length).toBeLessThan(100);
    for (const value of Object.values(settings)) expect(JSON.stringify(value).length).toBeLessThanOrEqual(2500);
  }
});

test.each(['laptop-dreambooth', 'paper', 'combined', 'sdxl', 'sd3'])('%s is refused for want of DreamBooth', (name) => {
  expect(() => presetNamed(name)).toThrow(
    expect.objectContaining({
      code: 'PresetUnavailable',
      fault: 'user',
      message: expect.stringMatching(new RegExp(`'${name}' needs the DreamBooth program.* Use one of: laptop`)),
    }),
  );
});

test.each(['fast', 'clip', 'mae'])('%s is refused for want of its backbone', (name) => {
  expect(() => presetNamed(name)).toThrow(
    expect.objectContaining({ code: 'PresetUnavailable', message: expect.stringContaining('needs a backbone') }),
  );
});

test.each(['', 'Laptop', 'laptop ', 'toString', '__proto__', 'constructor'])("'%s' is no preset", (name) => {
  expect(() => presetNamed(name)).toThrow(
    expect.objectContaining({
      code: 'PresetUnknown',
      fault: 'user',
      message: `There is no preset '${name}'. Use one of: ${presetNames().join(', ')}.`,
    }),
  );
});
