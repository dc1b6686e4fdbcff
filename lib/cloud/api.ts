import { Construct } from 'constructs';
import { ApiFunctions, type ApiFunctionsProps } from './api-functions.ts';
import { Gateway, type GatewaySettings } from './gateway.ts';
import { Identity, type IdentitySettings } from './identity.ts';

export interface ApiSettings extends GatewaySettings {
  /**
   * Origins whose pages may ask, as browsers write them: `https://console.example.com`. `*` is any.
   *
   * @default none: no page of another origin may
   */
  readonly origins?: readonly string[];
  /**
   * Calls that are under way at once, kept for each function and at most so many; a stream is one for minutes.
   *
   * @default what the account leaves
   */
  readonly reservedConcurrency?: { readonly api?: number; readonly streams?: number };
  /** Who may sign in, and where. */
  readonly identity?: IdentitySettings;
}

type Surroundings = Omit<ApiFunctionsProps, 'userPool' | 'origins' | 'reservedConcurrency'>;

/** The HTTP API, and who may ask it. */
export class Api extends Construct {
  public readonly identity: Identity;
  public readonly functions: ApiFunctions;
  public readonly gateway: Gateway;
  readonly #origins: readonly string[];

  constructor(scope: Construct, id: string, surroundings: Surroundings, settings: ApiSettings = {}) {
    super(scope, id);
    const { origins = [], reservedConcurrency, identity = {}, ...gateway } = settings;
    this.#origins = origins;
    this.identity = new Identity(this, 'Identity', identity);
    this.functions = new ApiFunctions(this, 'Functions', {
      ...surroundings,
      userPool: this.identity.userPool,
      origins,
      ...(reservedConcurrency && { reservedConcurrency }),
    });
    this.gateway = new Gateway(this, 'Gateway', { ...gateway, functions: this.functions });
  }

  /** Lets the pages of a console ask and sign people in. @returns the id that they do so by */
  public admit(consoleUrl: string): string {
    this.functions.admit([...this.#origins, consoleUrl]);
    return this.identity.admit([`${consoleUrl}/signed-in`], [`${consoleUrl}/signed-out`]).userPoolClientId;
  }

  /** What clients of the API have to know. */
  public get outputs(): Readonly<Record<string, string>> {
    const { restApi } = this.gateway;
    const { userPool, domain, consoleClient } = this.identity;
    return {
      ApiUrl: restApi.domainName === undefined ? restApi.url : `https://${restApi.domainName.domainName}/`,
      ...(restApi.domainName && { ApiTarget: restApi.domainName.domainNameAliasDomainName }),
      UserPoolId: userPool.userPoolId,
      SignInUrl: domain.baseUrl(),
      ...(consoleClient && { ConsoleClientId: consoleClient.userPoolClientId }),
    };
  }
}
