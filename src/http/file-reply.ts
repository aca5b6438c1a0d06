import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import rangeParser from 'range-parser';
import { FOR_EVER, matches } from './answer-reply.js';
import { RefusedRequest } from './problem.js';

/** A file whose bytes never change. */
export interface FileToSend {
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: string;
  readonly mediaType: string;
  /** What it is called where it is kept. */
  readonly fileName: string;
}

/**
 * Sends a file, or the one range of bytes that was asked for (RFC 9110, 14), or 304 when the caller has it. Of several
 * ranges the whole file is sent. Its bytes are sent as they are, without a content coding, so that ranges mean the same to
 * everybody.
 */
export function sendFile(request: FastifyRequest, reply: FastifyReply, file: FileToSend): void {
  const digest = Buffer.from(file.sha256, 'hex');
  const tag = `"${digest.toString('base64url').slice(0, 27)}"`;
  void reply.headers({
    etag: tag,
    'cache-control': `${FOR_EVER}, no-transform`,
    'accept-ranges': 'bytes',
    'repr-digest': `sha-256=:${digest.toString('base64')}:`,
  });
  const held = request.headers['if-none-match'];
  if (held !== undefined && matches(held, tag)) {
    void reply.code(304).send();
    return;
  }
  const range = rangeOf(request, tag, file.sizeBytes);
  const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 };
  void reply.code(range ? 206 : 200).headers({
    'content-type': file.mediaType,
    'content-length': end - start + 1,
    'content-disposition': `attachment; filename="${file.fileName}"`,
    ...(range && { 'content-range': `bytes ${start}-${end}/${file.sizeBytes}` }),
  });
  const isHead = request.method === 'HEAD';
  void reply.send(isHead ? Readable.from([]) : createReadStream(file.path, { start, end }));
}

interface ByteRange {
  readonly start: number;
  /** The last byte of it. */
  readonly end: number;
}

/** The range that was asked for and may be sent alone; undefined when the whole file is to be sent. */
function rangeOf({ method, headers }: FastifyRequest, tag: string, sizeBytes: number): ByteRange | undefined {
  const { range: asked, 'if-range': condition } = headers;
  if (method !== 'GET' || asked === undefined || (condition !== undefined && condition !== tag)) {
    return undefined;
  }
  const ranges = rangeParser(sizeBytes, asked);
  if (ranges === -1) {
    throw new RefusedRequest(
      'range-not-satisfiable',
      `the file has ${sizeBytes} bytes`,
      [{ header: 'Range', detail: 'begins after the end of the file' }],
      { 'content-range': `bytes */${sizeBytes}` },
    );
  }
  return ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? undefined : ranges[0];
}
