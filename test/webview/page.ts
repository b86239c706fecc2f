import { JSDOM } from 'jsdom';

/**
 * Gives the modules of the panel a document. jsdom computes no layout and paints no frames: `frames` holds what waits
 * for the next one.
 */
export const { window } = new JSDOM('<!doctype html><body></body>', { pretendToBeVisual: false });

export const frames: FrameRequestCallback[] = [];

Object.assign(globalThis, {
  window,
  document: window.document,
  Node: window.Node,
  NodeFilter: window.NodeFilter,
  Text: window.Text,
  Element: window.Element,
  HTMLElement: window.HTMLElement,
  HTMLButtonElement: window.HTMLButtonElement,
  ResizeObserver: class {
    observe(): void {
      // nothing here has a size that could change
    }
  },
  requestAnimationFrame: (callback: FrameRequestCallback) => frames.push(callback),
});

/** Runs what waits for the next frame, and gives how much that was. */
export function nextFrame(): number {
  const due = frames.splice(0);
  for (const callback of due) callback(0);
  return due.length;
}
