/** Tests run as ES modules, the way Node runs the sources; swc only takes the types off. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.likeness', '<rootDir>/.venv'],
  watchman: false,
  testTimeout: 120_000,
  // The tests wait for processes of their own more than they compute.
  maxWorkers: '100%',
};
