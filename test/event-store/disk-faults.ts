import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Builds the preload that makes a child's disk slow or full. A reason instead where that cannot be done. */
export function diskFaults(directory: string): { preload: string } | { reason: string } {
  if (process.platform !== 'linux') {
    return { reason: `${process.platform} has no LD_PRELOAD` };
  }
  const preload = join(directory, 'disk-faults.so');
  const source = fileURLToPath(new URL('./disk-faults.c', import.meta.url));
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', preload, source, '-ldl'], {
    encoding: 'utf8',
  });
  return compiled.status === 0
    ? { preload }
    : { reason: `there is no C compiler: ${compiled.error?.message ?? compiled.stderr}` };
}
