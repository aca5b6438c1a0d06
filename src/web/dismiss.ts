import { useEffect } from 'preact/hooks';

/** Panels that open over the page: the further questions, and what can be taken away. */
const PANELS = 'details.more[open], details.take-away[open]';

/** Closes panels when one presses Escape, which gives the focus back to what opened them, or turns to something else. */
export function useDismissal(): void {
  useEffect(() => {
    const turn = ({ target }: Event) => {
      for (const panel of openPanels()) {
        if (!panel.contains(target as Node)) {
          panel.open = false;
        }
      }
    };
    const escape = ({ key }: KeyboardEvent) => {
      for (const panel of key === 'Escape' ? openPanels() : []) {
        panel.open = false;
        panel.querySelector('summary')?.focus();
      }
    };
    document.addEventListener('pointerdown', turn);
    document.addEventListener('focusin', turn);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', turn);
      document.removeEventListener('focusin', turn);
      document.removeEventListener('keydown', escape);
    };
  }, []);
}

function openPanels(): readonly HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>(PANELS)];
}
