/*
 * Runs the command line from a clone: builds it first when a source is newer than the last build. One build at a time,
 * so that two commands typed at once do not take each other's files away.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const entry = join(root, 'dist', 'cli.js');
const lock = join(root, 'node_modules', '.knownwhen-build');
const LONGEST_BUILD_MS = 120_000;

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isBuilt() {
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((name) => join(root, 'src', name));
  const settings = ['package.json', 'tsconfig.json', 'nest-cli.json', 'vite.config.mjs'].map((name) =>
    join(root, name),
  );
  const builtAt = modifiedAt(entry);
  return [...sources, ...settings].every((path) => modifiedAt(path) <= builtAt);
}

/** Waits for a build that runs already; a lock that was left behind is taken over. */
function takeLock() {
  for (;;) {
    try {
      closeSync(openSync(lock, 'wx'));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
    if (Date.now() - modifiedAt(lock) > LONGEST_BUILD_MS) {
      rmSync(lock, { force: true });
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function build() {
  for (const tool of [join('@nestjs', 'cli', 'bin', 'nest.js'), join('vite', 'bin', 'vite.js')]) {
    const program = join(root, 'node_modules', tool);
    const built = spawnSync(process.execPath, [program, 'build'], { cwd: root, encoding: 'utf8' });
    if (built.status !== 0) {
      process.stderr.write(`${built.stdout}${built.stderr}\nknownwhen could not be built\n`);
      rmSync(entry, { force: true });
      process.exit(1);
    }
  }
}

if (!isBuilt()) {
  takeLock();
  try {
    if (!isBuilt()) {
      process.stderr.write('building knownwhen ...\n');
      build();
    }
  } finally {
    rmSync(lock, { force: true });
  }
}
// npm runs scripts in the package; paths are meant from where the command was typed.
process.chdir(process.env.INIT_CWD ?? process.cwd());
process.argv.splice(1, 1, entry);
await import(pathToFileURL(entry).href);
