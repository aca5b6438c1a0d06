import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A view that is loaded when it is first gone to, so that the first one does not wait for it. */
export function later<P extends object>(load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> {
  let loaded: FunctionComponent<P> | undefined;
  return function Later(props: P) {
    const [View, setView] = useState(() => loaded);
    const [isAway, setAway] = useState(false);
    const show = async () => {
      try {
        loaded = await load();
        setView(() => loaded);
      } catch {
        setAway(true);
      }
    };
    useEffect(() => {
      if (View === undefined) {
        void show();
      }
    }, []);
    if (View !== undefined) {
      return <View {...props} />;
    }
    return isAway ? (
      <p role="alert">
        The service is away: this part of the page could not be loaded. <a href="">Load it again</a>
      </p>
    ) : (
      <p role="status">Loading …</p>
    );
  };
}
