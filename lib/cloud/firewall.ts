import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface FirewallProps {
  /** ARN of the API's stage. */
  readonly stageArn: string;
  /**
   * Requests of one IP address in five minutes; further ones are refused.
   *
   * @default 3000
   */
  readonly requestsPerAddress?: number;
}

/**
 * Of AWS's common rules those that look at bodies and may not block: a photo is larger than they allow, and its bytes look
 * like anything. A body is checked field by field by the API, which puts none into a page, a path or a query.
 */
const onBodies = [
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'SizeRestrictions_BODY',
];

/** What AWS WAF keeps from the API: known attacks, and addresses that ask too much. */
export class Firewall extends Construct {
  public readonly webAcl: CfnWebACL;

  constructor(scope: Construct, id: string, { stageArn, requestsPerAddress = 3000 }: FirewallProps) {
    super(scope, id);
    this.webAcl = new CfnWebACL(this, 'WebAcl', {
      description: 'The API: known attacks, and addresses that ask too much',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible('Firewall'),
      rules: [
        {
          name: 'RequestsPerAddress',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { limit: requestsPerAddress, aggregateKeyType: 'IP' } },
          visibilityConfig: visible('RequestsPerAddress'),
        },
        managed('AWSManagedRulesCommonRuleSet', 1, onBodies),
        managed('AWSManagedRulesKnownBadInputsRuleSet', 2),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stageArn, webAclArn: this.webAcl.attrArn });
  }
}

function managed(name: string, priority: number, counted: readonly string[] = []): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visible(name),
  };
}

/** Counted, and of what it did a sample without bodies. */
const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});
