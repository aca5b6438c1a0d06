import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AskedOfAnswer } from '../deal/knowledge.js';
import type { Asked } from '../deal/question.js';

/** An answer in two parts: what it says, and the questions that it answers. */
export interface AnswerReply {
  readonly said: object;
  readonly questions: Readonly<Record<string, Omit<AskedOfAnswer, 'knownAt' | 'effectiveAt'>>>;
  /** The same, without what the clock filled in. */
  readonly settled: Readonly<Record<string, object>>;
  /** The basis was given. */
  readonly pinned: boolean;
  /** The clock filled in an instant. */
  readonly open: boolean;
}

/** Cache-Control of what never changes. */
export const FOR_EVER = 'private, max-age=31536000, immutable';
/** Cache-Control of what may be another a moment later. */
export const CHECK_AGAIN = 'private, no-cache';

/**
 * Sends an answer with an ETag, or 304 when the caller has it. Where the clock filled in an instant, that instant is left
 * out of the hash and the tag is weak: the same answer a moment later is the same. An answer with nothing left open never
 * changes, and says so.
 */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: AnswerReply): void {
  const said = JSON.stringify(answer.said);
  const questions = JSON.stringify(answer.questions);
  const tag = answer.open
    ? `W/"${digest(said + JSON.stringify(answer.settled))}"`
    : `"${digest(said + questions)}"`;
  void reply.headers({
    etag: tag,
    'cache-control': answer.pinned && !answer.open ? FOR_EVER : CHECK_AGAIN,
  });
  const held = request.headers['if-none-match'];
  if (held !== undefined && matches(held, tag)) {
    void reply.code(304).send();
  } else {
    const body = `${said.slice(0, -1)}${said === '{}' ? '' : ','}${questions.slice(1)}`;
    void reply.header('content-type', 'application/json; charset=utf-8').send(body);
  }
}

/** Sends an answer to one question. */
export function sendKnown(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Asked,
  answer: { readonly asked: AskedOfAnswer },
): void {
  const { asked: settled, ...said } = answer;
  sendAnswer(request, reply, {
    said,
    questions: { asked: settled },
    settled: { asked: withoutDefaults(settled, asked) },
    pinned: asked.basis !== undefined,
    open: asked.knownAt === undefined,
  });
}

/** A question without the instants that were not asked for. */
export function withoutDefaults(
  { knownAt, effectiveAt, ...rest }: AskedOfAnswer,
  given: Pick<Asked, 'knownAt' | 'effectiveAt'>,
): object {
  return {
    ...rest,
    ...(given.knownAt !== undefined && { knownAt }),
    ...((given.effectiveAt ?? given.knownAt) !== undefined && { effectiveAt }),
  };
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 27);
}

/** Whether a caller holds what has this tag: the weak comparison of RFC 9110, 8.8.3.2. */
export function matches(held: string, tag: string): boolean {
  const opaque = tag.replace(/^W\//, '');
  return (
    held.trim() === '*' ||
    held.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === opaque)
  );
}
