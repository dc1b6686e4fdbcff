import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ImageName } from '../domain/home.ts';

/** Image address by name. */
export type Images = Readonly<Record<ImageName, string>>;

const imageNames: readonly ImageName[] = ['contrastive', 'dreambooth', 'embedding', 'evaluation'];

/** `{account}.dkr.ecr.{region}.{suffix}/{repository}:{tag}` or `...@sha256:{digest}`. */
const privateImage =
  /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<repository>[a-z0-9._/-]+)(?::[\w.-]+|@sha256:[0-9a-f]{64})$/;

/** An image's address and the repository that the training role must pull it from. */
export interface ImageSource {
  readonly uri: string;
  readonly repositoryArn: string;
}

/**
 * Where each image is: the address given, or the repository `likeness-{name}` of this account and region at `tag`.
 *
 * @throws Error when a given address isn't a private ECR image with a tag or a digest
 */
export function imageSources(
  scope: Construct,
  tag: string,
  given: Partial<Images> = {},
): Readonly<Record<ImageName, ImageSource>> {
  const sources = imageNames.map((name) => {
    const uri = given[name];
    return [name, uri === undefined ? ownImage(scope, name, tag) : givenImage(name, uri)] as const;
  });
  return Object.fromEntries(sources) as Record<ImageName, ImageSource>;
}

function ownImage(scope: Construct, name: ImageName, tag: string): ImageSource {
  const repository = `likeness-${name}`;
  const repositoryArn = Stack.of(scope).formatArn({ service: 'ecr', resource: 'repository', resourceName: repository });
  return { uri: `${Aws.ACCOUNT_ID}.dkr.ecr.${Aws.REGION}.${Aws.URL_SUFFIX}/${repository}:${tag}`, repositoryArn };
}

function givenImage(name: ImageName, uri: string): ImageSource {
  const parts = privateImage.exec(uri)?.groups;
  if (parts === undefined) {
    throw new Error(
      `Image "${name}": expected {account}.dkr.ecr.{region}.amazonaws.com/{repository}:{tag}, got "${uri}"`,
    );
  }
  const repositoryArn = `arn:${Aws.PARTITION}:ecr:${parts.region}:${parts.account}:repository/${parts.repository}`;
  return { uri, repositoryArn };
}
