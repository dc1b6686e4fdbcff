import type { EndpointSettings } from '../../lib/cloud/endpoint-settings.ts';
import {
  type JsonObject,
  type Resource,
  resourcesOf,
  type Synthesized,
  type SynthesizedTemplate,
  synthesize,
} from './synthesized.ts';

/** The stack with an endpoint of its own. */
export const synthesizeEndpoint = (endpoint: EndpointSettings, { checks = false } = {}): Synthesized =>
  synthesize({ configuration: { endpoint }, checks });

/** The one resource of the type, with its logical id. */
export function only(template: SynthesizedTemplate, type: string): [string, Resource] {
  const [found, ...others] = resourcesOf(template, type);
  if (found === undefined || others.length > 0) throw new Error(`not one resource of ${type}`);
  return found;
}

/** The key of the endpoint's volumes, beside that of receipts; undefined where they have none. */
export const volumeKeyOf = (template: SynthesizedTemplate): [string, Resource] | undefined =>
  resourcesOf(template, 'AWS::KMS::Key').find(([id]) => id.startsWith('Endpoint'));

export const propertiesOf = (template: SynthesizedTemplate, type: string): JsonObject =>
  only(template, type)[1].Properties;

export function variantOf(template: SynthesizedTemplate): JsonObject {
  const [variant] = propertiesOf(template, 'AWS::SageMaker::EndpointConfig').ProductionVariants as JsonObject[];
  return variant ?? {};
}

export const namesIn = (template: SynthesizedTemplate): { readonly endpoint: string; readonly base: string } => ({
  endpoint: String(propertiesOf(template, 'AWS::SageMaker::Endpoint').EndpointName),
  base: String(propertiesOf(template, 'AWS::SageMaker::InferenceComponent').InferenceComponentName),
});
