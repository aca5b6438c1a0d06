import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where the build puts the page. */
export const BUILT_PAGE = fileURLToPath(new URL('../../dist/web', import.meta.url));

const PAGE = 'index.html';
const ONE_YEAR_SECONDS = 31_536_000;

/** The page runs its own files alone, speaks to this service alone, and is shown in no frame. */
const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `font-src 'self'`,
  `connect-src 'self'`,
  `manifest-src 'self'`,
  `form-action 'self'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
  `require-trusted-types-for 'script'`,
].join('; ');

const HEADERS_OF_ALL = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

const HEADERS_OF_PAGE = {
  ...HEADERS_OF_ALL,
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-cache',
};

/** Assets carry the hash of their content in their name. */
const HEADERS_OF_ASSETS = {
  ...HEADERS_OF_ALL,
  'cache-control': `public, max-age=${ONE_YEAR_SECONDS}, immutable`,
};

/** Such as the icon: under a name that stays while its content may change. */
const HEADERS_OF_OTHERS = { ...HEADERS_OF_ALL, 'cache-control': 'no-cache' };

/**
 * Serves the built page at `/`, each file as compressed as the caller takes it. The files are those that are there now, so
 * every other address stays what it was. Without a built page there is nothing at `/`.
 */
export function servePage(fastify: FastifyInstance, directory: string = BUILT_PAGE): void {
  if (!existsSync(join(directory, PAGE))) {
    return;
  }
  void fastify.register(fastifyStatic, {
    root: directory,
    wildcard: false,
    globIgnore: ['**/*.br', '**/*.gz', '**/*.map'],
    decorateReply: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply: FastifyReply, path: string) =>
      void reply.headers(headersOf(relative(directory, path))),
  });
}

function headersOf(path: string): Readonly<Record<string, string>> {
  if (path.startsWith(PAGE)) {
    return HEADERS_OF_PAGE;
  }
  return path.startsWith('assets') ? HEADERS_OF_ASSETS : HEADERS_OF_OTHERS;
}
