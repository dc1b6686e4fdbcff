import openapiTypes, { astToString } from 'openapi-typescript';

const header = '/** Made of docs/openapi.json by `npm run openapi`. Change the application, not this. */\n\n';

/** The types of every operation of an OpenAPI document, as the text of `src/schema.ts`. */
export async function schemaOf(document: string): Promise<string> {
  // A member with a default need not be sent.
  const types = await openapiTypes(document, { defaultNonNullable: false, silent: true });
  return header + astToString(types);
}
