/*
 * Lets Node run our TypeScript as it stands in src/: worker threads and child processes that tests start load `.ts` files
 * (Node strips the types), whose imports name the `.js` files that a build would make. Both inherit this preload.
 */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      if (error.code === 'ERR_MODULE_NOT_FOUND' && /^(\.|file:).*\.js$/.test(specifier)) {
        return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
      }
      throw error;
    }
  },
});
