import { cloudPorts, homeFromEnvironment } from '../../lib/aws/home.ts';
import { warmUpImage } from '../../lib/ports/warm-up.ts';
import { startLoopback } from './loopback.ts';

const images = { dreambooth: 'd:1', contrastive: 'c:1', evaluation: 'e:1', embedding: 'm:1' };
const environment = {
  LIKENESS_BUCKET: 'bucket',
  LIKENESS_TABLE: 'table',
  LIKENESS_EVENT_BUS: 'bus',
  LIKENESS_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
  LIKENESS_TRAINING_ROLE_ARN: 'arn:aws:iam::123456789012:role/training',
  LIKENESS_IMAGES: JSON.stringify(images),
  LIKENESS_PROGRAM_DIGEST: 'digest',
  LIKENESS_GPU_INSTANCE: 'ml.g5.xlarge',
  LIKENESS_CPU_INSTANCE: 'ml.c7i.xlarge',
  LIKENESS_SPOT: 'true',
  LIKENESS_ENDPOINT: 'likeness',
};

describe('the home in the cloud', () => {
  test('is what the environment says', () => {
    expect(homeFromEnvironment(environment)).toEqual({
      bucket: 'bucket',
      images,
      programDigest: 'digest',
      trainingRoleArn: 'arn:aws:iam::123456789012:role/training',
      instances: { gpu: 'ml.g5.xlarge', cpu: 'ml.c7i.xlarge' },
      spot: true,
    });
  });

  test('names every missing variable in one error', () => {
    const { LIKENESS_BUCKET: _, LIKENESS_TABLE: __, ...rest } = environment;
    const build = () => cloudPorts({ ...rest, LIKENESS_ENDPOINT: '' });
    expect(build).toThrow('The environment lacks LIKENESS_BUCKET, LIKENESS_TABLE, LIKENESS_ENDPOINT.');
    expect(build).toThrow(expect.objectContaining({ code: 'SetupIncomplete' }));
  });

  test.each([
    ['LIKENESS_IMAGES', 'not JSON'],
    ['LIKENESS_IMAGES', '{"embedding":"m:1"}'],
    ['LIKENESS_SPOT', 'yes'],
  ])('refuses %s with the value %s', (name, value) => {
    expect(() => homeFromEnvironment({ ...environment, [name]: value })).toThrow(new RegExp(name));
  });

  test.each([
    ['none', undefined, undefined],
    ['none where it is empty', '', undefined],
    ['the one that is named', 'base', 'base'],
  ])("asks of the endpoint's components %s", async (_, component, asked) => {
    const loopback = await startLoopback(() => ({ status: 500, body: {} }));
    const before = { ...process.env };
    const { credentials, region, endpoint } = loopback.client;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_MAX_ATTEMPTS: '1',
    });
    try {
      const { ports } = cloudPorts({ ...environment, LIKENESS_ENDPOINT_COMPONENT: component });
      await expect(ports.endpoints.embed(warmUpImage, null)).rejects.toMatchObject({ code: 'EndpointFailed' });
      expect(loopback.requests.at(-1)?.path).toBe('/endpoints/likeness/invocations');
      expect(loopback.requests.at(-1)?.headers['x-amzn-sagemaker-inference-component']).toBe(asked);
    } finally {
      process.env = before;
      await loopback.stop();
    }
  });

  test('needs the state machine only to start executions', async () => {
    const { LIKENESS_STATE_MACHINE_ARN: _, ...rest } = environment;
    const { ports } = cloudPorts({ ...rest });
    await expect(ports.executions.start('name', {})).rejects.toMatchObject({
      code: 'SetupIncomplete',
      message: expect.stringContaining('LIKENESS_STATE_MACHINE_ARN'),
    });
  });
});
