import { Match, Template } from 'aws-cdk-lib/assertions';
import { scopes } from '../../lib/domain/identity.ts';
import { custom, template } from './api-templates.ts';
import { type JsonObject, listOf, resourcesOf } from './synthesized.ts';

const assertions = Template.fromJSON(template);

describe('who may sign in', () => {
  test('is invited, by their address, with a strong password and a second factor if they like', () => {
    assertions.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Retain',
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        UsernameAttributes: ['email'],
        UsernameConfiguration: { CaseSensitive: false },
        MfaConfiguration: 'OPTIONAL',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        Policies: {
          PasswordPolicy: Match.objectLike({ MinimumLength: 12, RequireSymbols: true, RequireNumbers: true }),
        },
        UserPoolTier: 'PLUS',
        UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
        DeletionProtection: 'ACTIVE',
      },
    });
  });

  test('finds the scopes of the API, and a sign-in page of a name that is the stack’s own', () => {
    const [[, server] = []] = resourcesOf(template, 'AWS::Cognito::UserPoolResourceServer');
    expect(server?.Properties.Identifier).toBe('likeness');
    const named = (listOf(server?.Properties.Scopes) as JsonObject[]).map(({ ScopeName }) => `likeness/${ScopeName}`);
    expect(named).toEqual([...scopes]);
    const [[, domain] = []] = resourcesOf(template, 'AWS::Cognito::UserPoolDomain');
    expect(domain?.Properties.Domain).toEqual({
      'Fn::Join': ['', ['likeness-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }]],
    });
  });

  test('signs in at the console by a code, where there is an address to go back to', () => {
    const [[, client] = [], ...others] = resourcesOf(custom.template, 'AWS::Cognito::UserPoolClient');
    expect(others).toEqual([]);
    expect(client?.Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      CallbackURLs: expect.arrayContaining(['https://console.example.com/']),
      // Each refresh token is good for one use.
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
      ExplicitAuthFlows: [],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      AccessTokenValidity: 60,
    });
    expect(listOf(client?.Properties.AllowedOAuthScopes)).toHaveLength(2 + scopes.length);
  });
});

describe('the firewall', () => {
  test('stops addresses that ask too much and known attacks, and photos are none', () => {
    const [[, acl] = []] = resourcesOf(template, 'AWS::WAFv2::WebACL');
    const rules = listOf(acl?.Properties.Rules) as JsonObject[];
    expect(rules.map(({ Name, Action }) => [Name, Action])).toEqual([
      ['RequestsPerAddress', { Block: {} }],
      ['AWSManagedRulesCommonRuleSet', undefined],
      ['AWSManagedRulesKnownBadInputsRuleSet', undefined],
    ]);
    expect(rules[0]?.Statement).toEqual({ RateBasedStatement: { Limit: 3000, AggregateKeyType: 'IP' } });
    expect(rules[1]?.Statement).toMatchObject({
      ManagedRuleGroupStatement: {
        RuleActionOverrides: expect.arrayContaining([{ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } }]),
      },
    });
    assertions.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
  });

  test('is not there where the operator turned it off', () => {
    expect(resourcesOf(custom.template, 'AWS::WAFv2::WebACL')).toEqual([]);
  });
});
