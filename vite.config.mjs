import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

/** Where the service answers while the page is worked on with `npx vite`. */
const service = process.env.KNOWNWHEN_URL ?? 'http://127.0.0.1:3000';
const asked = [
  '/deals',
  '/stats',
  '/events',
  '/reports',
  '/changes',
  '/panel',
  '/exports',
  '/schemas',
  '/health',
];

/** Builds the page of src/web into dist/web, whose files the service serves from its root. */
export default defineConfig({
  root: 'src/web',
  logLevel: 'warn',
  build: { outDir: '../../dist/web', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  // The service sends each file as small as the caller takes it.
  plugins: [compression({ algorithms: ['gzip', 'brotliCompress'], threshold: 500 })],
  server: { host: '127.0.0.1', proxy: Object.fromEntries(asked.map((path) => [path, service])) },
});
