import { randomBytes } from 'node:crypto';
import { Webhook as Signer } from 'standardwebhooks';
import type { Secret } from './webhook.js';

const SECRET_BYTES = 32;

/** A new secret as Standard Webhooks 1.0 writes them. */
export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** The headers of one attempt: signed with every secret that counts at `now`, the newest first. */
export function signedHeaders(
  secrets: readonly Secret[],
  id: string,
  body: string,
  now: number,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const counting = secrets.filter(({ until }) => until === undefined || until > now);
  const at = new Date(now);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': counting.map(({ secret }) => new Signer(secret).sign(id, at, body)).join(' '),
  };
}
