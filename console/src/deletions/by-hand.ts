/** A program that checks a receipt's signature, for a service at this address. */
export const byHand = (service: string): string => `import { readFileSync } from 'node:fs';
import { compactVerify, createRemoteJWKSet } from 'jose';

const receipt = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const keys = createRemoteJWKSet(new URL('${service}/.well-known/likeness-receipts.json'));
const { payload } = await compactVerify(receipt.signature, keys);
console.log(JSON.parse(new TextDecoder().decode(payload)));
`;
