import { Aws, Duration, Fn, Lazy, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { scopes } from '../domain/identity.ts';

export interface IdentitySettings {
  /**
   * Where people go back to once they have signed in, besides the stack's own console: with `https` but on one's own machine.
   *
   * @default none
   */
  readonly callbackUrls?: readonly string[];
  /**
   * What the address of the sign-in page and the token endpoint begins with: `{prefix}.auth.{region}.amazoncognito.com`.
   * No one else in the region may have it.
   *
   * @default 'likeness-' and the stack's own identifier
   */
  readonly domainPrefix?: string;
}

/**
 * Who may ask: people, whom their tenant's admins invite, and machine clients. The groups of tenants and the clients of
 * machines are made by the service as it goes.
 */
export class Identity extends Construct {
  public readonly userPool: UserPool;
  public readonly domain: UserPoolDomain;
  /** Where there are addresses to go back to. */
  public consoleClient: UserPoolClient | undefined;
  readonly #callbackUrls: string[] = [];
  readonly #logoutUrls: string[] = [];
  readonly #scopes: OAuthScope[];

  constructor(scope: Construct, id: string, { callbackUrls = [], domainPrefix }: IdentitySettings) {
    super(scope, id);
    this.userPool = this.createUserPool();
    const ofService = scopes.map(
      (name) => new ResourceServerScope({ scopeName: name.split('/')[1] ?? name, scopeDescription: name }),
    );
    const server = this.userPool.addResourceServer('Scopes', { identifier: resourceServer, scopes: ofService });
    this.#scopes = ofService.map((of) => OAuthScope.resourceServer(server, of));
    this.domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: domainPrefix ?? `likeness-${stackIdentifier}` },
    });
    if (callbackUrls.length > 0) this.admit(callbackUrls, callbackUrls);
  }

  /** Lets people come back to these addresses once they have signed in, and to those once they have signed out. */
  public admit(callbackUrls: readonly string[], logoutUrls: readonly string[]): UserPoolClient {
    this.#callbackUrls.push(...callbackUrls);
    this.#logoutUrls.push(...logoutUrls);
    this.consoleClient ??= this.createClient();
    return this.consoleClient;
  }

  private createClient(): UserPoolClient {
    return this.userPool.addClient('Console', {
      // In a browser there is no secret: the code flow with PKCE alone.
      generateSecret: false,
      authFlows: { user: false, userPassword: false, userSrp: false, custom: false },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, ...this.#scopes],
        callbackUrls: Lazy.list({ produce: () => this.#callbackUrls }),
        logoutUrls: Lazy.list({ produce: () => this.#logoutUrls }),
      },
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
      // Each is good for one use; a moment longer where the answer is lost on the way.
      refreshTokenRotationGracePeriod: Duration.seconds(30),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
  }

  private createUserPool(): UserPool {
    const userPool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(userPool).acknowledge({
      id: 'AwsSolutions-COG2',
      reason:
        'Each person may turn it on; an operator who wants it of all makes it REQUIRED, before the first is invited.',
    });
    return userPool;
  }
}

const [resourceServer = ''] = scopes[0].split('/');

/** The last part of the stack's id, a UUID that stays for as long as the stack does. */
const stackIdentifier = Fn.select(2, Fn.split('/', Aws.STACK_ID));
