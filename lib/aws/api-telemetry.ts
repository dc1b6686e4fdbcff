import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

/** What the application tells of a request once it is answered. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  /** Its pattern, of which there are few. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly tenant: string | null;
  readonly principal: string | null;
  /** What went wrong on our side. */
  readonly error: Error | null;
}

export interface ApiTelemetry {
  /** A call of the function begins, of which there is one at a time. */
  begin(event: APIGatewayProxyEvent, context: Context): void;
  answered(request: AnsweredRequest): void;
}

/**
 * One line of log for each request, and the metrics `Requests`, `Errors` (what was our fault) and `Latency` (until the
 * answer begins) of its route. Lambda traces the calls itself.
 */
export function apiTelemetry(): ApiTelemetry {
  const logger = new Logger();
  const metrics = new Metrics({ namespace: 'Likeness/Api' });
  return {
    begin({ requestContext }, context) {
      logger.resetKeys();
      logger.addContext(context);
      // The access log has it, and answers that API Gateway gives itself.
      logger.appendKeys({ gatewayRequestId: requestContext.requestId });
    },

    answered({ error, ...request }) {
      const { method, route, status, milliseconds } = request;
      const failed = status >= 500;
      if (error !== null) logger.error('request', { ...request, error });
      else if (failed) logger.error('request', request);
      else logger.info('request', request);
      metrics
        .addDimension('Route', `${method} ${route}`)
        .addMetric('Requests', MetricUnit.Count, 1)
        .addMetric('Errors', MetricUnit.Count, failed ? 1 : 0)
        .addMetric('Latency', MetricUnit.Milliseconds, milliseconds)
        .publishStoredMetrics();
    },
  };
}
