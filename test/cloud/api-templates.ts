import type { Configuration } from '../../lib/cloud/app.ts';
import { type JsonObject, type Resource, type SynthesizedTemplate, synthesize } from './synthesized.ts';

/** The stack as it is, with its API. */
export const { template } = synthesize();
/** The same, with everything that can be said of API and console said. */
export const settings: Configuration = {
  api: {
    origins: ['https://console.example.com', 'http://localhost:5173'],
    domain: { name: 'api.example.com', certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/a' },
    firewall: false,
    throttle: { rate: 10, burst: 20 },
    logging: 'INFO',
    reservedConcurrency: { api: 50, streams: 20 },
    identity: { callbackUrls: ['https://console.example.com/'], domainPrefix: 'example' },
  },
  console: {
    domain: { name: 'likeness.example.com', certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/b' },
    webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b',
  },
};
export const custom = synthesize({ configuration: settings });

/** The functions of the API, by their folders. */
export const functionsIn = ({ Resources }: SynthesizedTemplate) =>
  Object.fromEntries(
    Object.entries(Resources)
      .filter(([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith('Api'))
      .map(([id, resource]) => [String(resource.Metadata?.['likeness:function']), { id, resource }]),
  );
export const functionNamed = (name: string): { id: string; resource: Resource } => {
  const found = functionsIn(template)[name];
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
};
export const variablesOf = (name: string, functions = functionsIn(template)) =>
  (functions[name]?.resource.Properties.Environment as { Variables: JsonObject } | undefined)?.Variables ?? {};
