#!/usr/bin/env node
/*
 * Nothing is imported before the check: on an older Node the rest cannot even be loaded, and this file still can.
 */
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Knownwhen needs Node 24 or newer, and this is Node ${process.versions.node}: start it with "npm run knownwhen --", which brings the right one.\n`,
  );
  process.exitCode = 1;
} else {
  const { runProcess } = await import('./cli/run.js');
  process.exitCode = await runProcess();
}
