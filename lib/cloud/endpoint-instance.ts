/** What an endpoint has to know of its instance type. */
export interface EndpointInstance {
  readonly type: string;
  /** It has GPUs; each copy gets one. */
  readonly accelerated: boolean;
  /** Its disk is in the machine and encrypted by it: SageMaker refuses a key for such a volume. */
  readonly localStorage: boolean;
  /** Of its processor. */
  readonly cores: number;
}

const shape = /^ml\.(?<family>[a-z]+\d+[a-z-]*)\.(?<times>\d*)xlarge$/;

/** Families with NVIDIA GPUs that SageMaker hosts on; all of them have local disks. */
const accelerated = new Set(['g4dn', 'g5', 'g6', 'g6e', 'p4d', 'p4de', 'p5', 'p5e', 'p5en']);

/** Accelerators that the image's PyTorch has no support for, and burstable ones, which SageMaker does not scale. */
const unfit = /^(inf|trn|t)\d/;

/**
 * @param type for example `ml.g5.xlarge`
 * @throws Error when no endpoint of ours can run on it
 */
export function endpointInstance(type: string): EndpointInstance {
  const { family, times } = shape.exec(type)?.groups ?? {};
  if (family === undefined || unfit.test(family)) {
    throw new Error(
      `endpoint.instanceType: "${type}" can't serve; take an instance type of SageMaker with an NVIDIA GPU, or a plain one, ` +
        'of at least 4 cores: for example ml.g5.xlarge or ml.c7i.xlarge',
    );
  }
  const gpu = accelerated.has(family);
  return {
    type,
    accelerated: gpu,
    // The letter for a disk follows the generation's number: m5d, c6id.
    localStorage: gpu || /\d[a-z]*d[a-z]*$/.test(family),
    cores: 4 * Number(times || 1),
  };
}
