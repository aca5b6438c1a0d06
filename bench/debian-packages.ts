import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of Debian packages that are not installed, unpacked in a directory of their own. */
export interface Unpacked {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Unpacks packages, with what they need and the machine has not, and installs nothing. Throws where apt cannot bring them. */
export function unpackPackages(packages: readonly string[], directory: string): Unpacked {
  const archives = join(directory, 'archives');
  const root = join(directory, 'unpacked');
  const lists = join(directory, 'lists');
  [archives, lists].forEach((folder) => mkdirSync(join(folder, 'partial'), { recursive: true }));
  const places = [
    `Dir::Cache=${directory}`,
    `Dir::Cache::archives=${archives}/`,
    `Dir::State::lists=${lists}/`,
  ];
  const options = ['Debug::NoLocking=true', 'APT::Sandbox::User=', ...places].flatMap((option) => [
    '-o',
    option,
  ]);
  run('apt-get', [...options, 'update']);
  const download = ['install', '--yes', '--download-only', '--no-install-recommends', ...packages];
  run('apt-get', [...options, ...download]);
  for (const archive of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    run('dpkg-deb', ['--extract', join(archives, archive), root]);
  }
  const libraries = ['lib', 'usr/lib'].flatMap((folder) => directoriesIn(join(root, folder)));
  return { root, environment: { ...process.env, LD_LIBRARY_PATH: libraries.join(':') } };
}

function directoriesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function run(program: string, args: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error || status !== 0) {
    throw new Error(`${program}: ${error?.message ?? stderr.trim()}`);
  }
  return stdout;
}
