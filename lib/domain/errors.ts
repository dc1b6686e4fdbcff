/**
 * Every failure has a stable code, and every code says whose mistake it is: the user can mend an
 * `InputError`; a `ServiceError` is ours. The code is also the error's `name`, because that is what
 * Lambda hands to Step Functions as `Error`.
 */
export type Fault = 'user' | 'service';

/** Code -> whose mistake, and the exit status of the command (2: the user can mend it, 1: it is ours). */
const faults = {
  // the photos
  PhotosFolderMissing: 'user',
  PhotosFolderEmpty: 'user',
  PhotosFolderUnreadable: 'user',
  TooFewPhotos: 'user',
  TooManyPhotos: 'user',
  PhotoUnreadable: 'user',
  PhotoNotAnImage: 'user',
  PhotoTruncated: 'user',
  PhotoTooLarge: 'user',
  PhotoTooSmall: 'user',
  PhotoAnimated: 'user',
  PhotoFormatUnsupported: 'user',
  PhotoHeldOutTwice: 'user',
  MaskMismatch: 'user',
  // the request
  CategoryMissing: 'user',
  PresetUnknown: 'user',
  OptionUnknown: 'user',
  Interrupted: 'user',
  OptionInvalid: 'user',
  OutputNotEmpty: 'user',
  UploadInvalid: 'user',
  DatasetInvalid: 'user',
  // the service
  RequestInvalid: 'user',
  RequestUnreadable: 'user',
  RequestTooLarge: 'user',
  MediaTypeUnsupported: 'user',
  MethodUnsupported: 'user',
  RouteUnknown: 'user',
  CursorInvalid: 'user',
  IdempotencyKeyReused: 'user',
  TokenMissing: 'user',
  TokenInvalid: 'user',
  NotPermitted: 'user',
  SubjectUnknown: 'user',
  UploadUnknown: 'user',
  UploadIncomplete: 'user',
  UploadUsed: 'user',
  RunUnknown: 'user',
  RunOver: 'user',
  RunNotOver: 'user',
  AdapterUnknown: 'user',
  PhotoUnknown: 'user',
  WebhookUnknown: 'user',
  DeletionUnknown: 'user',
  WebhookInvalid: 'user',
  MemberUnknown: 'user',
  ClientUnknown: 'user',
  NameTaken: 'user',
  LastAdmin: 'user',
  QuotaExceeded: 'user',
  RateExceeded: 'user',
  CostLimitReached: 'user',
  // the machine
  DiskFull: 'user',
  OutOfMemory: 'user',
  SetupIncomplete: 'user',
  AdapterInvalid: 'user',
  GeneratorInvalid: 'user',
  // the model hub
  ModelUnknown: 'user',
  ModelNotFound: 'user',
  ModelInvalid: 'user',
  ModelDamaged: 'user',
  LicenceNotAccepted: 'user',
  HubUnreachable: 'user',
  HubAccessDenied: 'user',
  // ours
  ObjectNotFound: 'service',
  JobFailed: 'service',
  WorkflowUnsupported: 'service',
  WorkflowFailed: 'service',
  EndpointFailed: 'service',
  EndpointBusy: 'service',
  EndpointTimeout: 'service',
  EndpointFull: 'service',
  SmokeTestFailed: 'service',
  RecordConflict: 'service',
  RequestInProgress: 'service',
  Internal: 'service',
} as const satisfies Record<string, Fault>;

export type ErrorCode = keyof typeof faults;

export const errorCodes = Object.keys(faults) as readonly ErrorCode[];

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(faults, text);
export const faultOf = (code: ErrorCode): Fault => faults[code];

/** The root of the hierarchy. Throw one of its two kinds. */
export abstract class LikenessError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = code;
  }

  get fault(): Fault {
    return faults[this.code];
  }
}

type CodesOf<F extends Fault> = { [C in ErrorCode]: (typeof faults)[C] extends F ? C : never }[ErrorCode];

/** The user can mend it; the message says which file or option and what to do. */
export class InputError extends LikenessError {
  constructor(code: CodesOf<'user'>, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** It is ours, or the platform's. */
export class ServiceError extends LikenessError {
  constructor(code: CodesOf<'service'>, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** The error for a code that came over a wire (a Lambda's `errorType`, a job's failure file). */
export function errorFromCode(code: ErrorCode, message: string, options?: ErrorOptions): LikenessError {
  return faults[code] === 'user'
    ? new InputError(code as CodesOf<'user'>, message, options)
    : new ServiceError(code as CodesOf<'service'>, message, options);
}
